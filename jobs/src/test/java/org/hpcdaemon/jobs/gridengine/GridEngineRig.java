package org.hpcdaemon.jobs.gridengine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.testkit.Patience;
import org.hpcdaemon.testkit.gridengine.GridEngineCell;

/** A real Grid Engine, and a daemon on it. */
final class GridEngineRig implements AutoCloseable {
    final GridEngineCell cell;
    final JobsRig daemon;

    /** @param patience of the daemon with Grid Engine's commands */
    private GridEngineRig(GridEngineCell cell, Path home, Duration patience) throws IOException {
        this.cell = cell;
        this.daemon = new JobsRig(
                home,
                (places, store, clock) -> new GridEngineScheduler(
                        TestSettings.of(cell, patience, Duration.ofSeconds(2)), places, store::info, clock));
    }

    static GridEngineRig open(Path home) throws IOException {
        return open(home, GridEngineSettings.PATIENCE);
    }

    static GridEngineRig open(Path home, Duration patience) throws IOException {
        assumeTrue(GridEngineCell.missing().isEmpty(), GridEngineCell.missing());
        return new GridEngineRig(GridEngineCell.start(), home, patience);
    }

    JobId submit(JobSpec spec) {
        return daemon.submit(spec).job();
    }

    JobInfo awaitState(JobId job, JobState state) {
        return Patience.await().until(() -> daemon.status(job), info -> info.state() == state);
    }

    JobInfo awaitEnd(JobId job) {
        return Patience.await()
                .until(() -> daemon.status(job), info -> info.state().terminal());
    }

    @Override
    public void close() throws IOException {
        daemon.close();
        cell.close();
    }
}
