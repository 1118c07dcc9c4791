package org.hpcdaemon.daemon.job;

import java.nio.file.Path;
import org.hpcdaemon.protocol.id.JobId;

/**
 * Where jobs live on disk.
 *
 * @param folders holds one folder for each job
 * @param workDir where a job runs that names no directory, and what a relative one is relative to
 */
public record JobPlaces(Path folders, Path workDir) {
    public JobFolder folder(JobId job) {
        return new JobFolder(folders.resolve(job.value()));
    }
}
