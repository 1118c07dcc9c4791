package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.World;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large file is whole, there and back, whatever happens to the connections, and neither daemon nor platform holds it in memory. */
@Tag("slow")
final class TransferCutsTest {
    /** {@code bench/files} asks for 1024. */
    private static final long BYTES = Long.getLong("bench.mib", 128) << 20;

    private static final long CUTS = 100;

    /** Less than of a file of half the size: a heap that has not been collected yet. */
    private static final long GROWTH_MIB = 64;

    @Test
    void aFileIsWholeThroughAHundredCutsAndIsNotHeldInMemory(@TempDir Path folder) throws IOException {
        try (World world = World.start(TransferCutsTest.class, folder)) {
            Daemon box = world.box();
            String key = world.platform().agentKey(World.ADA, "agent");
            Path file = random(folder.resolve("large"), BYTES);
            Path back = folder.resolve("back");
            copy(world, key, random(folder.resolve("small"), 16 << 20).toString(), "box:small");
            copy(world, key, "box:small", folder.resolve("again").toString());
            long daemonBefore = box.program().peakMiB();
            long platformBefore = world.platform().program().peakMiB();

            // On average, so many bytes pass between two of them; the more of these, the more cuts are not at an end.
            long every = 2 * BYTES / (CUTS + CUTS / 4);
            world.agentSide().cutNewAfter(0, 2 * every);
            world.daemonSide().cutNewAfter(0, 12 * every);
            copy(world, key, file.toString(), "box:there");
            copy(world, key, "box:there", back.toString());
            world.agentSide().resume();
            world.daemonSide().resume();

            long cuts = world.agentSide().plannedCuts() + world.daemonSide().plannedCuts();
            long daemon = box.program().peakMiB() - daemonBefore;
            long platform = world.platform().program().peakMiB() - platformBefore;
            World.note("%d MiB up and down through %d cuts; daemon %+d MiB, platform %+d MiB"
                    .formatted(BYTES >> 20, cuts, daemon, platform));
            assertThat(Files.mismatch(file, box.work().resolve("there"))).isEqualTo(-1);
            assertThat(Files.mismatch(file, back)).isEqualTo(-1);
            assertThat(cuts).isGreaterThanOrEqualTo(CUTS);
            assertThat(daemon).as("MiB that the daemon took more").isLessThan(GROWTH_MIB);
            assertThat(platform).as("MiB that the platform took more").isLessThan(GROWTH_MIB);
        }
    }

    /** Both sums are compared by the program. */
    private static void copy(World world, String key, String from, String to) {
        Outcome<String> copied = world.hpc(key, "cp", from, to);
        assertThat(copied.exitCode()).as(copied.err()).isZero();
    }

    private static Path random(Path file, long bytes) throws IOException {
        SplittableRandom random = new SplittableRandom(World.SEED);
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long done = 0; done < bytes; done += block.length) {
                random.nextBytes(block);
                out.write(block);
            }
        }
        return file;
    }
}
