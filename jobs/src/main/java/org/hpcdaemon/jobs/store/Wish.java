package org.hpcdaemon.jobs.store;

import org.hpcdaemon.protocol.id.JobId;
import org.jspecify.annotations.Nullable;

/**
 * An agent's wish that a job ends.
 *
 * @param element the one of an array that is to end; absent: the whole job
 */
public record Wish(JobId job, @Nullable Integer element) {
    public static Wish all(JobId job) {
        return new Wish(job, null);
    }

    public boolean isAbout(int task) {
        return element == null || element == task;
    }
}
