package org.hpcdaemon.daemon.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.daemon.wake.WakeSender;
import org.hpcdaemon.protocol.message.Event;
import org.hpcdaemon.protocol.message.JobInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Two hundred daemons on two homes, each killed as by {@code kill -9} at a place that its seed says: around submitting,
 * storing the id, seeing the end, sending, being acknowledged, or anywhere. Each finds what the one before it left.
 */
@Execution(ExecutionMode.CONCURRENT)
final class CrashMatrixTest {
    private static final int HOMES = 2; // as many processors as the smallest machine of the tests has
    private static final int CYCLES = 100;
    private static final int ANYWHERE_MS = 700; // a little longer than a child needs to start, submit and see the end

    @TempDir
    Path folder;

    @Test
    @Timeout(300)
    void noJobIsLostOrRunsTwiceAndEachWakesOnce() throws Exception {
        QuickStart quick = quickStart();
        try (ExecutorService homes = Executors.newFixedThreadPool(HOMES)) {
            List<Future<Boolean>> done = new ArrayList<>();
            for (int home = 0; home < HOMES; home++) {
                Path at = Files.createDirectory(folder.resolve("home" + home));
                int seed = home;
                Callable<Boolean> cycles = () -> {
                    cycles(at, quick, new Random(seed));
                    return true;
                };
                done.add(homes.submit(cycles));
            }
            for (Future<Boolean> each : done) {
                assertThat(each.get()).isTrue();
            }
        }
    }

    private QuickStart quickStart() throws Exception {
        Path home = Files.createDirectory(folder.resolve("training"));
        Process training = CrashChild.command(home, QuickStart.training(folder), CrashChild.Point.NONE, "training", 0)
                .start();
        assertThat(training.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(training.exitValue()).as(() -> said(home)).isZero();
        return QuickStart.from(folder);
    }

    private static void cycles(Path home, QuickStart quick, Random random) throws Exception {
        List<String> names = new ArrayList<>();
        CrashChild.Point[] points = CrashChild.Point.values();
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            CrashChild.Point point = points[random.nextInt(points.length - 1)]; // all but NONE, the last
            String name = "job" + cycle;
            Process daemon = CrashChild.command(home, quick, point, name, random.nextInt(ANYWHERE_MS))
                    .start();
            assertThat(daemon.waitFor(60, TimeUnit.SECONDS))
                    .as("cycle %d reached %s", cycle, point)
                    .isTrue();
            assertThat(daemon.exitValue())
                    .as(() -> point + " was not reached: " + said(home))
                    .isEqualTo(137);
            names.add(name);
        }
        theLastDaemonBringsAllToTheirEnd(home, names);
    }

    private static void theLastDaemonBringsAllToTheirEnd(Path home, List<String> names) throws IOException {
        try (JobsRig rig = new JobsRig(home);
                WakeSender sender = new WakeSender(rig.outbox, CrashChild.platform(home), new Random(1))) {
            sender.start();
            List<JobInfo> jobs = new ArrayList<>();
            for (String name : names) {
                jobs.add(rig.submit(CrashChild.key(name), CrashChild.job(name))); // no agent ever got its answer
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> rig.jobs.watcher().activeJobs() == 0 && rig.outbox.waiting() == 0);

            List<Event> events = rig.events();
            assertThat(events)
                    .extracting(Event::context)
                    .containsExactlyInAnyOrderElementsOf(
                            names.stream().map(name -> "context " + name).toList());
            assertThat(events)
                    .extracting(event -> event.job().job())
                    .containsExactlyInAnyOrderElementsOf(
                            jobs.stream().map(JobInfo::job).toList());
            assertThat(events).extracting(event -> event.job().exitCode()).containsOnly(3);
            for (String name : names) {
                assertThat(Files.readAllLines(rig.work().resolve("ran-" + name)))
                        .as(name)
                        .containsExactly("ran");
            }
            // Said again after a crash in between, always with the same id: the platform stores each once.
            assertThat(new HashSet<>(Files.readAllLines(home.resolve("platform"))))
                    .isEqualTo(new HashSet<>(
                            events.stream().map(event -> event.id().value()).toList()));
        }
    }

    private static String said(Path home) {
        try {
            return Files.readString(home.resolve("child.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
