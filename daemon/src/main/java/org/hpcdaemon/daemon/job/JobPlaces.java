package org.hpcdaemon.daemon.job;

import java.nio.file.Path;
import org.hpcdaemon.daemon.guard.Guard;
import org.hpcdaemon.protocol.id.JobId;

/**
 * Where jobs live on disk.
 *
 * @param folders holds one folder for each job
 * @param workDir where a job runs that names no directory, and what a relative one is relative to
 * @param guard within whose limits jobs run
 */
public record JobPlaces(Path folders, Path workDir, Guard guard) {
    /** Places of jobs that run without limits. */
    public JobPlaces(Path folders, Path workDir) {
        this(folders, workDir, Guard.OFF);
    }

    public JobFolder folder(JobId job) {
        return new JobFolder(folders.resolve(job.value()));
    }
}
