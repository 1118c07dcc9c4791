package org.hpcdaemon.jobs.gridengine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How this daemon speaks to Grid Engine.
 *
 * @param user the name of the user whose jobs they are
 * @param commands the whole environment of Grid Engine's commands
 * @param jobs what a job's environment begins with, as if it were started here
 * @param allowedDirs where a job's files may be that Grid Engine is told of; empty: anywhere
 * @param patience with a command: a qmaster that stands still makes each wait for two minutes
 * @param surveyEvery the least time between two questions about all jobs, as the administrator wants it
 * @param certainAfter how long after an answer that Grid Engine does not have a job another such answer is believed
 * @param missingFor for how long neither the queue nor the accounting must have known a task before it is given up
 */
public record GridEngineSettings(
        String user,
        Map<String, String> commands,
        Map<String, String> jobs,
        List<Path> allowedDirs,
        Duration patience,
        Duration surveyEvery,
        Duration certainAfter,
        Duration missingFor) {
    /** One that has not answered by then is not waited for: a submission is looked up instead, and a question asked again. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What sge_qmaster was sent before it stood still it has worked through by then. */
    public static final Duration CERTAIN_AFTER = Duration.ofSeconds(10);

    /** The accounting is written every 15 s unless the site changes flush_time; on a busy node an end was seen in it after 47 s. */
    public static final Duration MISSING_FOR = Duration.ofMinutes(3);

    public GridEngineSettings {
        commands = Map.copyOf(commands);
        jobs = Map.copyOf(jobs);
        allowedDirs = List.copyOf(allowedDirs);
    }
}
