package org.hpcdaemon.jobs;

import java.util.List;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.job.JobInfo;

/**
 * Jobs that have not ended and were given to another scheduler than the daemon uses since its start. Nobody is asked about them: their
 * states stay as they were, and a start with their scheduler takes them up again.
 */
record FormerSchedulers(SchedulerKind current) {

    private boolean has(JobInfo job) {
        return !job.finished() && !job.scheduler().equals(current.toString());
    }

    /** As its agent is told of it. */
    JobInfo told(JobInfo job) {
        return has(job)
                ? job.withReason("given to " + job.scheduler()
                        + ", which the daemon does not use since it was restarted: this is the" + " last state known")
                : job;
    }

    List<JobInfo> told(List<JobInfo> jobs) {
        return jobs.stream().map(this::told).toList();
    }

    /** Throws an {@link HpcException} if nothing can be done with the job. */
    void refuse(JobInfo job, String what) {
        if (has(job)) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED,
                    "job " + job.job() + " was given to " + job.scheduler() + ", and the daemon uses " + current
                            + " since it was restarted: " + what + " (its owner can restart it with --scheduler "
                            + job.scheduler()
                            + ")");
        }
    }
}
