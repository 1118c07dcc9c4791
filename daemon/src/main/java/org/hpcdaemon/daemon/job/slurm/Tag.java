package org.hpcdaemon.daemon.job.slurm;

import java.util.Optional;
import org.hpcdaemon.protocol.id.JobId;

/** Our mark on a job of SLURM's, its comment: by it a job is found whose id nobody could note, and told from others'. */
final class Tag {
    private static final String PREFIX = "hpc-daemon/";

    private Tag() {}

    static String of(JobId job) {
        return PREFIX + job.value();
    }

    /** Empty if it is no job of ours. */
    static Optional<JobId> job(String comment) {
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
