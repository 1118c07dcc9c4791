package org.hpcdaemon.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.jobs.wake.WakeSender;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobState;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A daemon that is killed at any moment loses no job, runs none twice, and wakes its agent once. */
@Tag("slow")
final class CrashTest {
    private static final String NAME = "job";

    /** Longer than any of these tests: it is killed from outside. */
    private static final int LATER_MS = 60_000;

    @TempDir
    Path home;

    @BeforeAll
    static void train(@TempDir Path folder) throws Exception {
        CrashCycles.train(folder);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ANY", "NONE", "BEFORE_CANCEL", "AFTER_CANCEL"})
    void killedAtANamedPoint(CrashChild.Point point) throws Exception {
        Process daemon = start(point);
        assertThat(daemon.waitFor(120, TimeUnit.SECONDS))
                .as("reached %s", point)
                .isTrue();
        assertThat(daemon.exitValue()).as(() -> said()).isEqualTo(137);

        nextDaemonBringsItToItsEnd();
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_CANCEL", "AFTER_CANCEL"})
    void killedWhileItsAgentCancels(CrashChild.Point point) throws Exception {
        Process daemon = start(point);
        assertThat(daemon.waitFor(120, TimeUnit.SECONDS))
                .as("reached %s", point)
                .isTrue();
        assertThat(daemon.exitValue()).as(() -> said()).isEqualTo(137);

        try (JobsRig rig = new JobsRig(home)) {
            JobInfo job = rig.status(
                    rig.submit(CrashChild.key(NAME), CrashChild.longJob()).job());
            assertThat(job.finished() || Boolean.TRUE.equals(job.cancelling()))
                    .as("known as ending from the start")
                    .isTrue();
            await().until(() -> rig.status(job.job()).finished());
            assertThat(rig.status(job.job()).state()).isEqualTo(JobState.CANCELLED);
            assertThat(Files.readAllLines(rig.work().resolve("ran-long"))).containsExactly("ran");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void killedAtAnyMoment(int seed) throws Exception {
        Process daemon = start(CrashChild.Point.ANY);
        Path database = home.resolve("state.db");
        await().until(() -> Files.exists(database));
        long after = new Random(seed).nextLong(900);
        assertThat(daemon.waitFor(after, TimeUnit.MILLISECONDS))
                .as(() -> said())
                .isFalse();
        daemon.destroyForcibly().waitFor();

        nextDaemonBringsItToItsEnd();
    }

    private void nextDaemonBringsItToItsEnd() throws IOException {
        try (JobsRig rig = new JobsRig(home);
                WakeSender sender = new WakeSender(rig.outbox, CrashChild.platform(home), new Random(1))) {
            sender.start();
            JobInfo job = rig.submit(CrashChild.key(NAME), CrashChild.job(NAME)); // its agent never got the answer
            await().until(() -> rig.status(job.job()).state().terminal() && rig.outbox.waiting() == 0);

            assertThat(Files.readAllLines(rig.work().resolve("ran-" + NAME))).containsExactly("ran");
            List<Event> events = rig.events();
            assertThat(events).hasSize(1);
            assertThat(events.getFirst().endedJob().exitCode()).isEqualTo(3);
            assertThat(events.getFirst().context()).isEqualTo("context " + NAME);
            assertThat(events.getFirst().stdoutTail()).isEqualTo("tail " + NAME + "\n");
            assertThat(Files.readAllLines(home.resolve("platform")))
                    .containsOnly(events.getFirst().id().value());
        }
    }

    private Process start(CrashChild.Point point) throws IOException {
        return CrashChild.command(home, CrashChild.Jobs.LOCAL, point, NAME, LATER_MS)
                .start();
    }

    private String said() {
        try {
            return Files.readString(home.resolve("child.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
