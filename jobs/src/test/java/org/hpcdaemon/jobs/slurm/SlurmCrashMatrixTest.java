package org.hpcdaemon.jobs.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hpcdaemon.jobs.CrashChild;
import org.hpcdaemon.jobs.CrashCycles;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Daemons on a real SLURM, each killed as by {@code kill -9} at one of the places where it hurts, one after the other:
 * before and after sbatch, with the id stored, before and after the end is seen, before and after it is sent, anywhere.
 */
@Order(2)
@Tag("slow")
final class SlurmCrashMatrixTest {
    private static final int HOMES = 3; // they mostly wait for SLURM, which starts a job within a second
    private static final int ROUNDS = 2;
    private static final int ANYWHERE_MS = 2500; // a little longer than a child needs to see its job's end

    @TempDir
    Path folder;

    @Test
    void noJobIsLostOrRunsTwiceAndEachWakesOnce() throws Exception {
        assumeTrue(SlurmCluster.missing().isEmpty(), SlurmCluster.missing());
        CrashCycles.train(folder);
        try (SlurmCluster slurm = SlurmCluster.start(SlurmVariant.plain());
                ExecutorService homes = Executors.newFixedThreadPool(HOMES)) {
            CrashChild.Jobs jobs = new CrashChild.Jobs(slurm.environment());
            List<Future<Boolean>> done = new ArrayList<>();
            for (int home = 0; home < HOMES; home++) {
                Path at = Files.createDirectory(folder.resolve("home" + home));
                Random random = new Random(home);
                Callable<Boolean> cycles = () -> {
                    cycles(new CrashCycles(at, jobs), random);
                    return true;
                };
                done.add(homes.submit(cycles));
            }
            for (Future<Boolean> each : done) {
                assertThat(each.get()).isTrue();
            }
        }
    }

    private static void cycles(CrashCycles cycles, Random random) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            for (CrashChild.Point point : CrashChild.Point.deadly()) {
                cycles.dies(point, random.nextInt(ANYWHERE_MS));
            }
        }
        cycles.theLastBringsAllToTheirEnd();
    }
}
