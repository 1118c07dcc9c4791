package org.hpcdaemon.jobs.slurm.command;

import java.util.Optional;
import org.hpcdaemon.protocol.id.JobId;

/** Our mark on a job of SLURM's, its comment: it identifies a job whose id could not be stored, and tells it from others'. */
public final class Tag {
    private static final String PREFIX = "hpc-daemon/";

    private Tag() {}

    public static String of(JobId job) {
        return PREFIX + job.value();
    }

    /** The first of the tags in a text, up to the next blank; empty if there is none. */
    public static Optional<String> within(String text) {
        int from = text.indexOf(PREFIX);
        return from < 0 ? Optional.empty() : Optional.of(text.substring(from).split("\\s", 2)[0]);
    }

    /** Empty if it is no job of ours. */
    public static Optional<JobId> job(String comment) {
        if (!comment.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new JobId(comment.substring(PREFIX.length())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
