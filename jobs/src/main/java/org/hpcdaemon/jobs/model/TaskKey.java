package org.hpcdaemon.jobs.model;

import org.hpcdaemon.protocol.id.JobId;

/**
 * What a scheduler runs: a plain job, or one element of an array.
 *
 * @param element {@link #PLAIN}, or the index
 */
public record TaskKey(JobId job, int element) {
    /** The element number of a job that is not an array. */
    public static final int PLAIN = -1;

    public boolean plain() {
        return element == PLAIN;
    }

    @Override
    public String toString() {
        return plain() ? job.value() : job.value() + "." + element;
    }
}
