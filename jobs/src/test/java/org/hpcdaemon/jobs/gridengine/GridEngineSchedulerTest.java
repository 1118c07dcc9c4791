package org.hpcdaemon.jobs.gridengine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.hpcdaemon.jobs.SchedulerContract;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.testkit.gridengine.GridEngineCell;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class GridEngineSchedulerTest extends SchedulerContract {
    private static @Nullable GridEngineCell cell;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(GridEngineCell.missing().isEmpty(), GridEngineCell.missing());
        cell = GridEngineCell.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (cell != null) {
            cell.close();
        }
    }

    @Override
    protected Scheduler open(JobPlaces places) {
        return new GridEngineScheduler(
                TestSettings.of(Objects.requireNonNull(cell), GridEngineSettings.PATIENCE, Duration.ZERO),
                places,
                job -> Optional.empty(),
                InstantSource.system());
    }
}
