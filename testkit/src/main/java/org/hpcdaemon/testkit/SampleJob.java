package org.hpcdaemon.testkit;

import java.time.Instant;
import java.util.List;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobState;

/** A job for tests that need one that has ended, however it ran. */
public final class SampleJob {
    private SampleJob() {}

    /** One of the machine itself, which was submitted, began and ended with 0 at that moment. */
    public static JobInfo completed(JobId job, Instant at) {
        return new JobInfo(
                job,
                null,
                null,
                JobState.COMPLETED,
                0,
                null,
                null,
                1,
                "local",
                null,
                null,
                at,
                at,
                at,
                null,
                null,
                List.of(),
                null,
                null,
                null);
    }
}
