package org.hpcdaemon.jobs;

import org.hpcdaemon.protocol.id.JobId;
import org.jspecify.annotations.Nullable;

/**
 * An agent's wish that a job ends.
 *
 * @param element the one of an array that is to end; absent: the whole job
 */
record Wish(JobId job, @Nullable Integer element) {
    static Wish all(JobId job) {
        return new Wish(job, null);
    }

    boolean isAbout(int task) {
        return element == null || element == task;
    }
}
