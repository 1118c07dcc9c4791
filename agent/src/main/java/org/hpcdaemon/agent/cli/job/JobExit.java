package org.hpcdaemon.agent.cli.job;

import org.hpcdaemon.agent.cli.shared.RemoteExit;
import org.hpcdaemon.agent.cli.shared.SignalNumbers;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.job.JobInfo;

/** The exit codes of {@code hpc job wait}: 0 for success alone, whatever code the job itself ended with. */
public final class JobExit {
    /** The wait ended, the job did not: as a program that exists and did not run. */
    public static final int STILL_RUNNING = 126;

    /** As when the kernel's out-of-memory killer ends a process. */
    public static final int OUT_OF_MEMORY = RemoteExit.SIGNAL + 9;

    /** As when TERM ends a process, which is what schedulers send first. */
    public static final int TERMINATED = RemoteExit.SIGNAL + 15;

    private JobExit() {}

    public static int of(JobInfo job) {
        return switch (job.state()) {
            case COMPLETED -> ExitCodes.OK;
            case FAILED -> own(job);
            case TIMEOUT -> RemoteExit.TIMED_OUT;
            case OUT_OF_MEMORY -> OUT_OF_MEMORY;
            case CANCELLED, PREEMPTED -> TERMINATED;
            case NODE_FAIL, LOST -> ExitCodes.FAILED;
            case UNKNOWN -> job.finished() ? ExitCodes.FAILED : STILL_RUNNING;
            case PENDING, RUNNING -> STILL_RUNNING;
        };
    }

    private static int own(JobInfo job) {
        Integer code = job.exitCode();
        if (code != null && code != 0) {
            return code;
        }
        return job.signal() == null ? ExitCodes.FAILED : RemoteExit.SIGNAL + SignalNumbers.number(job.signal());
    }
}
