package org.hpcdaemon.agent.cli;

import java.io.PrintStream;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.JobInfo;
import org.hpcdaemon.protocol.rpc.Json;

/** A job on one line, or as JSON. */
final class JobPrinter {
    private JobPrinter() {}

    static void print(PrintStream out, JobInfo job, boolean json) {
        if (json) {
            out.println(Json.pretty(job));
        } else {
            out.printf(
                    "%s  %-13s %-20s %s%n",
                    job.job(), job.state(), Text.orDash(job.name()), Text.printable(ending(job)));
        }
    }

    private static String ending(JobInfo job) {
        StringBuilder ending = new StringBuilder();
        if (job.exitCode() != null) {
            ending.append("exit ").append(job.exitCode());
        }
        if (job.signal() != null) {
            ending.append("signal ").append(job.signal());
        }
        if (job.reason() != null) {
            ending.append(ending.isEmpty() ? "" : ", ").append(job.reason());
        }
        return ending.toString();
    }

    /** The exit code that stands for how a job ended. */
    static int exitCode(JobInfo job) {
        if (job.exitCode() != null) {
            return job.exitCode();
        }
        if (job.signal() != null) {
            return RemoteExit.SIGNAL + Signals.number(job.signal());
        }
        return switch (job.state()) {
            case COMPLETED -> ExitCodes.OK;
            case TIMEOUT -> RemoteExit.TIMED_OUT;
            case PENDING, RUNNING, FAILED, CANCELLED, OUT_OF_MEMORY, NODE_FAIL, PREEMPTED, LOST, UNKNOWN ->
                ExitCodes.FAILED;
        };
    }
}
