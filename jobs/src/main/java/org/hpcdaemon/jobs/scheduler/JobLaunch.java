package org.hpcdaemon.jobs.scheduler;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.hpcdaemon.jobs.folder.JobFolder;
import org.hpcdaemon.jobs.model.ArraySpec;
import org.hpcdaemon.jobs.model.Dependency;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobSpec;

/**
 * A job, ready to be submitted: its folder holds the wrapper and what the wrapper runs.
 *
 * @param cwd where it runs, absolute
 * @param array what it consists of
 * @param dependencies on other jobs of this daemon
 * @param at when the agent submitted it: jobs of one queue start in this order
 */
public record JobLaunch(
        JobId job,
        JobSpec spec,
        JobFolder folder,
        Path cwd,
        ArraySpec array,
        List<Dependency> dependencies,
        Instant at) {
    public JobLaunch {
        dependencies = List.copyOf(dependencies);
    }
}
