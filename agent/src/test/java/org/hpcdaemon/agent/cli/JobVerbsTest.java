package org.hpcdaemon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hpc job} with a real platform and a daemon that runs jobs itself. */
final class JobVerbsTest {
    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static World world;

    @BeforeAll
    static void start() throws Exception {
        world = new World(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
    }

    @Test
    void aCancelledJobThatExitsWithZeroIsNoSuccess() {
        String job = running("trap 'exit 0' TERM");

        world.hpc("", "job", "cancel", "box", job);
        World.Called waited = world.hpc("", "job", "wait", "box", job);

        assertThat(waited.code()).as(waited.out()).isEqualTo(143);
        assertThat(waited.out()).contains("CANCELLED").doesNotContain("exit 0");
        assertThat(world.hpc("", "job", "status", "box", job).out()).doesNotContain("exit 0");
    }

    @Test
    void whatHpcItselfFailsAtIsNoCodeOfAJobs() {
        World.Called waited = world.hpc("", "job", "wait", "box", "j_00000000000000000000000000");

        assertThat(waited.code()).as(waited.err()).isEqualTo(125);
        assertThat(world.hpc("", "job", "wait", "box").code()).isEqualTo(125);
    }

    /** A job that has begun, does that, and goes on until it is ended. */
    private String running(String first) {
        Path begun = world.work.resolve("begun-" + System.nanoTime());
        World.Called submitted = world.hpc(
                "",
                "job",
                "submit",
                "box",
                "--",
                "sh",
                "-c",
                first + "; touch " + begun + "; while :; do sleep 0.1; done");
        assertThat(submitted.code()).as(submitted.err()).isZero();
        await().atMost(World.PATIENCE).until(() -> Files.exists(begun));
        return submitted.out().strip();
    }
}
