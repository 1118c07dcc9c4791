package org.hpcdaemon.jobs.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import org.hpcdaemon.jobs.Specs;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What a job of SLURM's made of the processors that it was given. */
@Isolated("it measures")
final class UsedProcessorsTest {
    @TempDir
    Path home;

    @Test
    void howWellAJobUsedItsProcessorsIsToldWithItsEndAlsoWithoutAccounting() throws Exception {
        try (SlurmRig rig = SlurmRig.open(SlurmVariant.plain(), home)) {
            JobId busy = rig.daemon()
                    .submit(Specs.asking("timeout 2 sh -c 'while :; do :; done'; true", 1, null, null))
                    .job();
            JobId idle =
                    rig.daemon().submit(Specs.asking("sleep 2", 1, null, null)).job();

            double least = efficiency(rig, idle);
            assertThat(least).isLessThan(0.2);
            assertThat(efficiency(rig, busy)).isGreaterThan(least).isLessThan(1.1); // of what this machine had for it
        }
    }

    private static double efficiency(SlurmRig rig, JobId job) {
        return Objects.requireNonNull(
                Objects.requireNonNull(rig.awaitEnd(job).usage()).cpuEfficiency());
    }
}
