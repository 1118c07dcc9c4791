package org.hpcdaemon.jobs.slurm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.hpcdaemon.jobs.SchedulerContract;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class SlurmSchedulerTest extends SchedulerContract {
    private static @Nullable SlurmCluster slurm;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(SlurmCluster.missing().isEmpty(), SlurmCluster.missing());
        slurm = SlurmCluster.start(SlurmVariant.plain());
    }

    @AfterAll
    static void stop() throws IOException {
        if (slurm != null) {
            slurm.close();
        }
    }

    @Override
    protected Scheduler open(JobPlaces places) {
        return new SlurmScheduler(
                TestSettings.of(Objects.requireNonNull(slurm), Duration.ZERO),
                places,
                job -> Optional.empty(),
                InstantSource.system());
    }
}
