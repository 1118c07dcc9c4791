package org.hpcdaemon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

        assertThat(world.hpc("", "job", "cancel", "box", job).out())
                .contains("cancelling")
                .doesNotContain("RUNNING");
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

    @Test
    void aWaitEndsAfterItsTimeAndLeavesTheJobAlone() {
        String job = running("true");

        World.Called waited = world.hpc("", "job", "wait", "box", job, "--timeout", "100ms");

        assertThat(waited.code()).as(waited.err()).isEqualTo(126);
        assertThat(waited.out()).containsPattern("PENDING|RUNNING");
        assertThat(world.hpc("", "job", "status", "box", job).out()).containsPattern("PENDING|RUNNING");
        world.hpc("", "job", "cancel", "box", job);
    }

    @Test
    void aJobIsRemovedOnceItHasEndedAndNotBefore() {
        String job = running("true");

        World.Called early = world.hpc("", "job", "rm", "box", job);

        assertThat(early.code()).isEqualTo(2);
        assertThat(early.err()).contains("has not ended", "cancel it");
        world.hpc("", "job", "cancel", "box", job);
        world.hpc("", "job", "wait", "box", job);
        assertThat(world.hpc("", "job", "rm", "box", job))
                .returns(0, World.Called::code)
                .returns("", World.Called::err);
        assertThat(world.hpc("", "job", "logs", "box", job).err()).contains("no job " + job);
        assertThat(world.hpc("", "job", "rm", "box", job).err()).contains("no job " + job);
    }

    @Test
    void aScriptComesFromStandardInputAndItsEndIsWaitedFor() {
        World.Called submitted = world.hpc(
                "#!/bin/sh\nprintf 'a\\nb\\nc\\n'; exit 5\n", "job", "submit", "box", "--wait", "--script", "-");

        assertThat(submitted.code()).as(submitted.err()).isEqualTo(5);
        String job = submitted.out().lines().findFirst().orElse("");
        assertThat(submitted.out()).contains(job + "  FAILED");
        assertThat(world.hpc("", "job", "logs", "box", job, "--tail", "2").out())
                .isEqualTo("b\nc\n");
    }

    @Test
    void aLogOfManyPiecesArrivesWholeAndInOrder() {
        String job = world.hpc("", "job", "submit", "box", "--", "seq", "700000")
                .out()
                .strip();
        String whole = IntStream.rangeClosed(1, 700_000).mapToObj(i -> i + "\n").collect(Collectors.joining());

        assertThat(world.hpc("", "job", "logs", "box", job, "--follow").out().equals(whole))
                .as("what was read while it was written")
                .isTrue();
        assertThat(world.hpc("", "job", "logs", "box", job).out().equals(whole))
                .as("what was read at once")
                .isTrue();
    }

    @Test
    void oneElementOfAnArrayIsCancelledAndTheOthersGoOn() {
        Path go = world.work.resolve("go");
        String job = world.hpc(
                        "",
                        "job",
                        "submit",
                        "box",
                        "--array",
                        "0-1",
                        "--",
                        "sh",
                        "-c",
                        "until [ -e " + go + " ]; do sleep 0.1; done")
                .out()
                .strip();

        World.Called cancelled = world.hpc("", "job", "cancel", "box", job, "--element", "1");
        assertThat(cancelled.out())
                .as(cancelled.err())
                .startsWith(job + ".1 ")
                .containsAnyOf("cancelling", "CANCELLED");
        touch(go);

        assertThat(world.hpc("", "job", "wait", "box", job).code()).isEqualTo(143);
        assertThat(world.hpc("", "job", "status", "box", job, "--elements").out())
                .containsPattern("\\.0 +COMPLETED")
                .containsPattern("\\.1 +CANCELLED");
    }

    @Test
    void aWakeUpNamesItsDaemonAndIsTakenById() {
        String job = world.hpc("", "job", "submit", "box", "--wait", "--", "true")
                .out()
                .lines()
                .findFirst()
                .orElse("");

        String shown = world.hpc("", "events", "--job", job, "--daemon", "box", "--wait", "30s")
                .out();
        assertThat(shown).startsWith("box " + job + "  COMPLETED");
        assertThat(world.hpc("", "events", "--daemon", "other").out()).isEmpty();

        String event = shown.replaceFirst("(?s).*  event: (e_[a-z0-9]+).*", "$1");
        assertThat(world.hpc("", "events", "--ack-id", event).code()).isZero();
        World.Called again = world.hpc("", "events", "--job", job);
        assertThat(again.out()).isEmpty();
        assertThat(again.err()).isEqualTo("no wake-ups wait for you\n");
    }

    @Test
    void mistakesAreToldInTheWordsOfTheCommandLine() {
        assertThat(world.hpc("", "job", "submit", "box").err())
                .contains("COMMAND", "--script")
                .doesNotContain("argv");
        assertThat(world.hpc("", "job", "submit", "box", "--nodes", "0", "--", "true")
                        .err())
                .startsWith("hpc: --nodes is 0");
        assertThat(world.hpc("", "job", "submit", "box", "--time", "9999-0", "--", "true")
                        .err())
                .contains("--time")
                .doesNotContain("timeLimitSeconds");
        assertThat(world.hpc("", "job", "submit", "box", "--wake-each", "--", "true")
                        .err())
                .contains("--wake-each is for arrays; give --array");
        assertThat(world.hpc("", "job", "logs", "box", "j_0123456789", "--tail", "-1")
                        .err())
                .startsWith("hpc: --tail is -1");
    }

    private static void touch(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
