package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.testkit.Cut;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk that holds the homes of a platform and a daemon is really full for a while, and then has room again. */
final class FullDiskTest {
    /** Longer than on any machine that only does this. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path disk;

    private boolean mounted;
    private World world;
    private String key;

    @BeforeEach
    void start() throws Exception {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=48m,mode=700", "tmpfs", disk.toString());
        assumeTrue(mounted, "only root mounts a small disk");
        world = World.start(FullDiskTest.class, disk);
        world.box();
        key = world.platform().agentKey(World.ADA, "agent");
    }

    @AfterEach
    void stop() throws Exception {
        if (world != null) {
            world.close();
        }
        if (mounted) {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    @Test
    void nothingStartsOnAFullDiskAndWhatEndedMeanwhileIsToldOnceThereIsRoom() throws Exception {
        Path go = disk.resolve("box/work/go");
        Path begun = disk.resolve("box/work/begun");
        Outcome<String> job = world.hpc(
                key,
                "job",
                "submit",
                "box",
                "--",
                "sh",
                "-c",
                "touch " + begun + "; until [ -e " + go + " ]; do sleep 0.2; done; exit 5");
        assertThat(job.exitCode()).as(job.err()).isZero();
        String id = job.out().strip();
        await().atMost(PATIENCE).until(() -> Files.exists(begun));
        Path filling = fill();

        Outcome<String> refused = world.hpc(key, "exec", "box", "--", "true");
        assertThat(refused.exitCode()).isEqualTo(125);
        assertThat(refused.err())
                .hasLineCount(1)
                .contains("nothing was started: the disk or quota that holds ", "is full: free some space, then retry");
        Files.createFile(go); // a name alone takes no room on this disk
        long before = world.daemonSide().accepted();
        world.daemonSide().cut(Cut.RST);
        await().atMost(PATIENCE).until(() -> world.daemonSide().accepted() > before && isOnline());

        Files.delete(filling);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(world.hpc(key, "exec", "box", "--", "echo", "again"))
                        .isEqualTo(new Outcome<>(0, "again\n", "")));
        assertThat(world.hpc(key, "job", "wait", "box", id).exitCode()).isEqualTo(5);
        assertThat(world.hpc(key, "events", "--ack", "--json").out())
                .hasLineCount(1)
                .contains("\"job.finished\"", id);
    }

    private boolean isOnline() {
        return world.hpc(key, "info", "box").exitCode() == 0;
    }

    /** To the last byte, so that no page of a database finds room either. */
    private Path fill() throws IOException {
        Path filling = disk.resolve("filling");
        try (OutputStream out = Files.newOutputStream(filling)) {
            for (int size = 1 << 20; size > 0; size /= 2) {
                byte[] piece = new byte[size];
                try {
                    while (true) {
                        out.write(piece);
                    }
                } catch (IOException e) {
                    assertThat(e).hasMessageContaining("No space left");
                }
            }
        }
        return filling;
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }
}
