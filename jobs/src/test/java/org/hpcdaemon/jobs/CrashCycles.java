package org.hpcdaemon.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.jobs.wake.WakeSender;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.testkit.ChildJvm;

/** Daemons that follow one another on one home, each killed where it is told, and one that brings all to its end. */
public final class CrashCycles {
    private final Path home;
    private final CrashChild.Jobs where;
    private final List<String> names = new ArrayList<>();

    public CrashCycles(Path home, CrashChild.Jobs where) {
        this.home = home;
        this.where = where;
    }

    /** Lets a daemon run to its end once if none has, so that those to come start sooner. */
    public static void train(Path folder) throws IOException, InterruptedException {
        if (ChildJvm.archived()) {
            return;
        }
        Path home = Files.createDirectory(folder.resolve("training"));
        Process training = CrashChild.command(home, CrashChild.Jobs.LOCAL, CrashChild.Point.NONE, "training", 0)
                .start();
        assertThat(training.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(training.exitValue()).as(() -> said(home)).isZero();
    }

    /**
     * A daemon submits a job of its own and dies.
     *
     * @param milliseconds when, for {@link CrashChild.Point#ANY}
     */
    public void dies(CrashChild.Point point, int milliseconds) throws IOException, InterruptedException {
        String name = "job" + names.size();
        Process daemon =
                CrashChild.command(home, where, point, name, milliseconds).start();
        assertThat(daemon.waitFor(120, TimeUnit.SECONDS))
                .as("cycle %s reached %s", name, point)
                .isTrue();
        assertThat(daemon.exitValue())
                .as(() -> point + " was not reached: " + said(home))
                .isEqualTo(137);
        names.add(name);
    }

    /** No job is lost, none ran twice, each woke once. */
    public void theLastBringsAllToTheirEnd() throws IOException {
        try (JobsRig rig = where.rig(home, scheduler -> scheduler);
                WakeSender sender = new WakeSender(rig.outbox, CrashChild.platform(home), new Random(1))) {
            sender.start();
            List<JobInfo> jobs = new ArrayList<>();
            for (String name : names) {
                jobs.add(rig.submit(CrashChild.key(name), CrashChild.job(name))); // no agent ever got its answer
            }
            await().until(() -> rig.jobs.watcher().activeJobs() == 0 && rig.outbox.waiting() == 0);

            List<Event> events = rig.events();
            assertThat(events)
                    .extracting(Event::context)
                    .containsExactlyInAnyOrderElementsOf(
                            names.stream().map(name -> "context " + name).toList());
            assertThat(events)
                    .extracting(event -> event.endedJob().job())
                    .containsExactlyInAnyOrderElementsOf(
                            jobs.stream().map(JobInfo::job).toList());
            assertThat(events).extracting(event -> event.endedJob().exitCode()).containsOnly(3);
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
