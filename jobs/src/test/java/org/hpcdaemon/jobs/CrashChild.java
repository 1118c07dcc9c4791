package org.hpcdaemon.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.hpcdaemon.jobs.folder.TaskFolder;
import org.hpcdaemon.jobs.model.LaunchLimits;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.scheduler.JobLaunch;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.slurm.SlurmScheduler;
import org.hpcdaemon.jobs.slurm.TestSettings;
import org.hpcdaemon.jobs.wake.EventPublisher;
import org.hpcdaemon.jobs.wake.WakeSender;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.testkit.ChildJvm;

/** A daemon's jobs and wake-ups in a process of their own, which ends without a word at a point that is named. */
public final class CrashChild {
    /** Past any of these ends, so that a test that waits for its death sees that it did not come. */
    private static final int LONGEST_MS = 30_000;

    private static final int LOOK_MS = 5;

    private static final String SLURM_CONF = "SLURM_CONF";

    /** What follows the end of a job follows within this. */
    private static final int LATE_MS = 300;

    private CrashChild() {}

    /**
     * Where its jobs run.
     *
     * @param slurm what SLURM's commands need to find it; empty: on this machine
     */
    public record Jobs(Map<String, String> slurm) {
        static final Jobs LOCAL = new Jobs(Map.of());

        public Jobs {
            slurm = Map.copyOf(slurm);
        }

        JobsRig rig(Path home, UnaryOperator<Scheduler> around) throws IOException {
            return slurm.isEmpty()
                    ? new JobsRig(home, JobsRig.LIMITS, Host.here(), around)
                    : new JobsRig(
                            home,
                            (places, store, clock) -> around.apply(new SlurmScheduler(
                                    TestSettings.of(slurm, Duration.ofSeconds(2)), places, store::info, clock)));
        }
    }

    /** Where it ends. */
    public enum Point {
        BEFORE_SUBMIT,
        AFTER_SUBMIT,
        AFTER_ANSWER,
        BEFORE_END,
        AFTER_END,
        BEFORE_PUBLISH,
        AFTER_PUBLISH,
        /** The next two: while an agent cancels its job, which would go on for long. */
        BEFORE_CANCEL,
        AFTER_CANCEL,
        /** Some milliseconds after it began, or when it is killed. */
        ANY,
        /** Never: it ends well, with its job. */
        NONE;

        /** Those at which its job comes to an end of its own. */
        public static List<Point> deadly() {
            return Arrays.stream(values())
                    .filter(point -> point != NONE && !point.cancels())
                    .toList();
        }

        boolean cancels() {
            return this == BEFORE_CANCEL || this == AFTER_CANCEL;
        }
    }

    /** Arguments: the home, the point, the name of the job to submit, for ANY when to die, and SLURM's configuration. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path home = Path.of(args[0]);
        Point point = Point.valueOf(args[1]);
        String name = args[2];
        if (point == Point.ANY) {
            Thread.ofPlatform().daemon().start(() -> dieAfter(Integer.parseInt(args[3])));
        }
        Jobs jobs = new Jobs(args.length > 4 ? Map.of(SLURM_CONF, args[4]) : Map.of());
        JobsRig rig = jobs.rig(home, real -> new Dying(real, point, home.resolve("jobs")));
        EventPublisher platform = platform(home);
        WakeSender sender = new WakeSender(
                rig.outbox,
                event -> {
                    die(point == Point.BEFORE_PUBLISH);
                    platform.publish(event);
                    die(point == Point.AFTER_PUBLISH);
                },
                new Random(1));
        sender.start();
        JobId job =
                rig.submit(key(name), point.cancels() ? longJob() : job(name)).job();
        die(point == Point.AFTER_ANSWER);
        if (point.cancels()) {
            while (!Files.exists(rig.work().resolve("ran-long"))) {
                await(LOOK_MS);
            }
            rig.jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(job, null));
        }
        if (point == Point.ANY) {
            await(LONGEST_MS); // the test kills us, or the moment comes
            return;
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_MS);
        while (!(rig.status(job).state().terminal() && rig.outbox.waiting() == 0) && System.nanoTime() < deadline) {
            await(LOOK_MS);
        }
        if (point != Point.NONE && System.nanoTime() < deadline) {
            await(LATE_MS);
            die(true); // a look at the records may see the end before the survey in which it was to die
        }
        System.exit(0);
    }

    /** Not a bare park, which may return without a reason. */
    private static void await(int milliseconds) throws InterruptedException {
        var _ = new CountDownLatch(1).await(milliseconds, TimeUnit.MILLISECONDS);
    }

    static IdempotencyKey key(String name) {
        return new IdempotencyKey("key:" + name);
    }

    static JobSpec job(String name) {
        return Specs.withContext("echo ran >> ran-" + name + "; echo tail " + name + "; exit 3", "context " + name);
    }

    static JobSpec longJob() {
        return Specs.sh("echo ran >> ran-long; sleep 600");
    }

    /** How to start one; its output goes to a file in the home. */
    static ProcessBuilder command(Path home, Jobs jobs, Point point, String name, int milliseconds) {
        List<String> command = ChildJvm.command(CrashChild.class.getName(), "-Xmx64m");
        command.addAll(List.of(home.toString(), point.name(), name, Integer.toString(milliseconds)));
        jobs.slurm().values().forEach(command::add); // there is one
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("child.log").toFile());
    }

    /** A platform that keeps what it acknowledges. */
    static EventPublisher platform(Path home) {
        return event -> {
            try {
                Files.writeString(
                        home.resolve("platform"),
                        event.id() + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /** As SIGKILL does it: no hooks, nothing flushed, nothing closed. */
    private static void die(boolean now) {
        if (now) {
            Runtime.getRuntime().halt(137);
        }
    }

    private static void dieAfter(int milliseconds) {
        try {
            await(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        die(true);
    }

    private record Dying(Scheduler real, Point point, Path jobs) implements Scheduler {
        @Override
        public Submission submit(JobLaunch launch) {
            die(point == Point.BEFORE_SUBMIT);
            Submission submission = real.submit(launch);
            die(point == Point.AFTER_SUBMIT);
            return submission;
        }

        @Override
        public Survey survey(Collection<TaskKey> tasks, Collection<JobId> unconfirmed) {
            Survey answer = real.survey(tasks, unconfirmed);
            die(point == Point.BEFORE_END
                    && tasks.stream()
                            .anyMatch(task -> new TaskFolder(
                                            jobs.resolve(task.job().value()))
                                    .exited()
                                    .isPresent()));
            return answer;
        }

        @Override
        public void forget(JobId job) {
            die(point == Point.AFTER_END);
            real.forget(job);
        }

        @Override
        public SchedulerKind kind() {
            return real.kind();
        }

        @Override
        public JobSpec understand(JobSpec spec) {
            return real.understand(spec);
        }

        @Override
        public LaunchLimits wrapperLimits(JobSpec spec) {
            return real.wrapperLimits(spec);
        }

        @Override
        public Survey explain(Collection<TaskKey> tasks) {
            return real.explain(tasks);
        }

        @Override
        public boolean hasTheLastWord() {
            return real.hasTheLastWord();
        }

        @Override
        public Duration missingFor() {
            return real.missingFor();
        }

        @Override
        public Duration surveyAtLeastEvery() {
            return real.surveyAtLeastEvery();
        }

        @Override
        public Duration surveyAfterHint() {
            return real.surveyAfterHint();
        }

        @Override
        public Cancellation cancel(JobId job, List<Integer> elements) {
            die(point == Point.BEFORE_CANCEL);
            Cancellation answer = real.cancel(job, elements);
            die(point == Point.AFTER_CANCEL);
            return answer;
        }

        @Override
        public Duration surveyEvery() {
            return real.surveyEvery();
        }

        @Override
        public void onChange(Runnable listener) {
            real.onChange(listener);
        }
    }
}
