package org.hpcdaemon.daemon.job;

import java.nio.file.Path;
import java.util.Optional;
import org.hpcdaemon.daemon.guard.AgentFiles;
import org.hpcdaemon.daemon.guard.Guard;
import org.hpcdaemon.daemon.pty.Beneath;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.LogStream;

/**
 * Where jobs live on disk.
 *
 * @param folders holds one folder for each job
 * @param workDir where a job runs that names no directory, and what a relative one is relative to
 * @param guard within whose limits jobs run
 * @param files what the daemon opens of the files that jobs name
 */
public record JobPlaces(Path folders, Path workDir, Guard guard, AgentFiles files) {
    /** Places of jobs that run without limits. */
    public JobPlaces(Path folders, Path workDir) {
        this(folders, workDir, Guard.OFF, AgentFiles.ANY);
    }

    public JobFolder folder(JobId job) {
        return new JobFolder(folders.resolve(job.value()));
    }

    /** A task's log, wherever its script wants it. */
    LogFile log(JobId job, int element, LogStream stream) {
        TaskFolder task = folder(job).task(element);
        Optional<Path> elsewhere = task.logElsewhere(stream);
        return elsewhere.isPresent()
                ? () -> files.open(elsewhere.get())
                : () -> Beneath.open(folders, task.log(stream));
    }
}
