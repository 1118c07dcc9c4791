package org.hpcdaemon.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two hundred daemons on two homes, each killed as by {@code kill -9} at a place that its seed says: around submitting,
 * storing the id, seeing the end, sending, being acknowledged, or anywhere. Each finds what the one before it left.
 */
@Order(1)
@Tag("slow")
final class CrashMatrixTest {
    private static final int HOMES = 2; // as many processors as the smallest machine of the tests has
    private static final int CYCLES = 100;
    private static final int ANYWHERE_MS = 700; // a little longer than a child needs to start, submit and see the end

    @TempDir
    Path folder;

    @Test
    void noJobIsLostOrRunsTwiceAndEachWakesOnce() throws Exception {
        CrashCycles.train(folder);
        try (ExecutorService homes = Executors.newFixedThreadPool(HOMES)) {
            List<Future<Boolean>> done = new ArrayList<>();
            for (int home = 0; home < HOMES; home++) {
                Path at = Files.createDirectory(folder.resolve("home" + home));
                Random random = new Random(home);
                Callable<Boolean> cycles = () -> {
                    cycles(new CrashCycles(at, CrashChild.Jobs.LOCAL), random);
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
        List<CrashChild.Point> points = CrashChild.Point.deadly();
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            cycles.dies(points.get(random.nextInt(points.size())), random.nextInt(ANYWHERE_MS));
        }
        cycles.theLastBringsAllToTheirEnd();
    }
}
