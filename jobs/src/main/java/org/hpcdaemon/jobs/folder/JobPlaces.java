package org.hpcdaemon.jobs.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.hpcdaemon.linux.system.Beneath;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.sandbox.plan.AgentFiles;

/**
 * Where jobs live on disk.
 *
 * @param folders holds one folder for each job
 * @param workDir where a job runs that names no directory, and what a relative one is relative to
 * @param guard within whose limits jobs run
 * @param files what the daemon opens of the files that jobs name
 * @param logBytes how long each log in these folders may grow
 */
public record JobPlaces(Path folders, Path workDir, Guard guard, AgentFiles files, long logBytes) {
    /** Places of jobs that run without limits. */
    public JobPlaces(Path folders, Path workDir) {
        this(folders, workDir, Guard.OFF, AgentFiles.ANY, KeptJobs.DEFAULT.logBytes());
    }

    public JobFolder folder(JobId job) {
        return new JobFolder(folders.resolve(job.value()));
    }

    /** A task's log, wherever its script wants it. */
    public JobLogFile log(JobId job, int element, LogStream stream) {
        JobFolder folder = folder(job);
        TaskFolder task = folder.task(element);
        Optional<Path> elsewhere = task.logElsewhere(stream);
        return elsewhere.isPresent()
                ? () -> files.open(elsewhere.get())
                : new BoundedLog(folders, folder, task, stream);
    }

    /** A log in the folder of its job, which its wrapper keeps within a bound. */
    private record BoundedLog(Path folders, JobFolder folder, TaskFolder task, LogStream stream) implements JobLogFile {
        @Override
        public FileChannel open() throws IOException {
            return Beneath.open(folders, task.log(stream));
        }

        @Override
        public long bound() {
            return task.fullLog(stream).orElseGet(() -> folder.logBytes().orElse(Long.MAX_VALUE));
        }
    }
}
