package org.hpcdaemon.jobs.slurm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How this daemon speaks to SLURM.
 *
 * @param user the number of the user whose jobs they are
 * @param commands the whole environment of SLURM's commands
 * @param jobs what a job's environment begins with, as if it were started here
 * @param allowedDirs where a job's files may be that SLURM is told of; empty: anywhere
 * @param surveyEvery the least time between two questions about all jobs, as the administrator wants it
 * @param certainAfter how long after an answer that SLURM does not have a job another such answer is believed: what
 *     slurmctld was sent earlier it has worked through by then
 * @param missingFor for how long neither the queue nor the accounting must have known a job before it is given up
 */
public record SlurmSettings(
        long user,
        Map<String, String> commands,
        Map<String, String> jobs,
        List<Path> allowedDirs,
        Duration surveyEvery,
        Duration certainAfter,
        Duration missingFor) {
    /** SLURM's own MessageTimeout: after it, sbatch gives up and says that it does not know. */
    public static final Duration CERTAIN_AFTER = Duration.ofSeconds(10);

    /** slurmctld tells slurmdbd within seconds, unless that is down; a shared file system shows a record within a minute. */
    public static final Duration MISSING_FOR = Duration.ofMinutes(10);

    public SlurmSettings {
        commands = Map.copyOf(commands);
        jobs = Map.copyOf(jobs);
        allowedDirs = List.copyOf(allowedDirs);
    }
}
