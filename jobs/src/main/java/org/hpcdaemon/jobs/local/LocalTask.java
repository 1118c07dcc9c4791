package org.hpcdaemon.jobs.local;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.jobs.folder.JobFolder;
import org.hpcdaemon.jobs.folder.TaskFolder;
import org.hpcdaemon.jobs.folder.TaskRecord;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.linux.process.ProcessIdentity.Liveness;
import org.hpcdaemon.linux.system.Child;
import org.hpcdaemon.linux.system.Signals;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.sandbox.Shortcut;
import org.jspecify.annotations.Nullable;

/** One task of the local queue: waiting, at its wrapper's, or over. Guarded by its scheduler's lock. */
final class LocalTask {
    /** A wrapper that cannot begin (a full disk, no processes left) is tried again this often. */
    private static final int STARTS = 5;

    /** How much longer than the grace a wrapper may take to end its task before that is done for it. */
    private static final long TIMEOUT_SECONDS = 5;

    private static final int ATTEMPT = 1; // nothing is requeued here

    private static final int KILL = 9; // signal(7)
    private static final int TERM = 15;

    private static final System.Logger LOG = System.getLogger(LocalTask.class.getName());

    private final TaskKey key;
    private final JobFolder job;
    private final TaskFolder folder;
    private final LocalContext context;

    private boolean launched;
    private boolean elsewhere;
    private List<Integer> processors = List.of();
    private @Nullable Child child;
    private int starts;
    private Instant notBefore = Instant.MIN;
    private @Nullable Instant cancelledAt;
    private @Nullable Sighting end;

    LocalTask(TaskKey key, JobFolder job, LocalContext context) {
        this.key = key;
        this.job = job;
        this.folder = job.task(key.element());
        this.context = context;
        this.launched = Files.exists(launchMark());
        this.processors = launched ? processorsBefore() : List.of();
    }

    boolean waiting() {
        return !launched && end == null && !context.clock().instant().isBefore(notBefore);
    }

    boolean holdsCpus() {
        return launched && end == null && !elsewhere;
    }

    /** What it runs on, as long as it does; empty: on any. */
    List<Integer> processors() {
        return holdsCpus() ? processors : List.of();
    }

    /**
     * Starts the wrapper. That it runs the task once, even if it was started before, is the wrapper's own care.
     *
     * @param on which processors; empty: any
     */
    void launch(List<Integer> on, Runnable onExit) {
        if (folder.cancelled()) {
            over(cancelled("cancelled before it started"));
            return;
        }
        launched = true;
        starts++;
        List<String> command = new ArrayList<>(List.of(
                "nice",
                "-n",
                Integer.toString(context.limits().niceness()),
                "bash",
                job.wrapper().toString(),
                job.path().toString()));
        command.add(key.plain() ? "" : Integer.toString(key.element()));
        context.shortcut().map(Shortcut::filter).ifPresent(command::add);
        Map<String, String> environment = new HashMap<>(context.environment());
        environment.put(LocalContext.WRAPPER_MARK, key.toString());
        environment.put(LocalContext.PROCESSORS, Processors.text(on));
        Spawner.Command wrapper = new Spawner.Command(
                command,
                environment,
                folder.path().toString(),
                null,
                context.shortcut().map(Shortcut::origin).orElse(Spawner.Origin.HERE));
        processors = on;
        try {
            Files.writeString(processorsFile(), Processors.text(on));
            Host here = context.host();
            Files.writeString(launchMark(), here.name() + "\n" + here.bootId() + "\n");
            child = Spawner.detached(wrapper, folder.path().resolve("wrapper.log"));
            var ignored = child.exit().thenRun(onExit);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the wrapper of job {0} was not started: {1}", key, e.getMessage());
            child = null;
            notBegun("it could not be started: " + e.getMessage());
        }
    }

    /** What is known of it; the task's own record, if there is one, says more. */
    Sighting look() {
        if (end != null) {
            return end;
        }
        if (!launched) {
            return folder.cancelled()
                    ? over(cancelled("cancelled before it started"))
                    : new Sighting.Queued(null, ATTEMPT);
        }
        Optional<TaskRecord.Started> started = folder.started();
        Sighting seen = started.isPresent() ? lookAtStarted(started.get()) : lookAtLaunched();
        if (end == null && cancelledAt != null) {
            hurry(started.orElse(null));
        }
        return seen;
    }

    /** Never to be started: something it waits for cannot happen any more. */
    void abandon(String reason) {
        end = new Sighting.Ended(
                JobState.CANCELLED, null, null, reason, context.clock().instant());
    }

    /** The mark is set already; its runner is told. */
    void cancel() {
        if (!launched && end == null) {
            over(cancelled("cancelled before it started"));
        } else if (end == null) {
            cancelledAt = cancelledAt == null ? context.clock().instant() : cancelledAt;
            folder.started()
                    .filter(started -> started.wrapper().seenFrom(context.host()) == Liveness.ALIVE)
                    .ifPresent(
                            started -> Signals.toProcess((int) started.wrapper().pid(), TERM));
            // One that has not begun yet looks for the mark as soon as it has.
        }
    }

    private Sighting lookAtStarted(TaskRecord.Started started) {
        elsewhere = !started.wrapper().host().name().equals(context.host().name());
        Sighting.Running running =
                new Sighting.Running(started.at(), started.wrapper().host().name(), ATTEMPT);
        return switch (started.wrapper().seenFrom(context.host())) {
            case ALIVE -> folder.exited().isPresent() ? over(running) : running; // it is about to leave
            case OUT_OF_SIGHT ->
                folder.exited().isPresent()
                        ? over(running)
                        : new Sighting.Unseen("it was started on host "
                                + started.wrapper().host().name() + ", which cannot be checked from here");
            case REBOOTED -> over(folder.exited().isPresent() ? running : gone("host rebooted while it ran"));
            case DEAD -> lookAtDead(started, running);
        };
    }

    private Sighting lookAtDead(TaskRecord.Started started, Sighting.Running running) {
        if (folder.exited().isPresent()) {
            return over(running);
        }
        List<Long> survivors = survivors(started);
        if (!survivors.isEmpty()) {
            survivors.forEach(LocalTask::kill); // their end would never be recorded
            return running;
        }
        // A record written between the two looks would still be found: the watcher reads it after this answer.
        return over(gone("its wrapper was killed, so how it ended is unknown"));
    }

    private Sighting lookAtLaunched() {
        if (folder.exited().isPresent()) {
            return over(new Sighting.Running(null, null, ATTEMPT));
        }
        boolean alive = child != null
                ? !child.exit().isDone()
                : launchedHere() && !wrappers().isEmpty();
        if (alive) {
            return new Sighting.Queued("starting", ATTEMPT);
        }
        if (folder.started().isPresent()) {
            return look(); // it began between the two looks
        }
        if (folder.claimed(ATTEMPT)) {
            if (launchedHere() && !wrappers().isEmpty()) {
                return new Sighting.Queued("starting", ATTEMPT); // another wrapper took it on
            }
            return over(gone("its wrapper was killed before it began"));
        }
        return notBegun("its wrapper cannot begin; wrapper.log in " + folder.path() + " may say why");
    }

    /** Certainly nothing of it ran: it waits again, or is given up. */
    private Sighting notBegun(String reason) {
        if (starts >= STARTS) {
            return over(new Sighting.Ended(
                    JobState.FAILED, null, null, reason, context.clock().instant()));
        }
        launched = false;
        child = null;
        notBefore = context.clock().instant().plusSeconds(starts);
        return new Sighting.Queued(reason, ATTEMPT);
    }

    /** Does by force what the wrapper should have done long ago. */
    private void hurry(TaskRecord.@Nullable Started started) {
        InstantSource clock = context.clock();
        Instant due = cancelledAt == null
                ? Instant.MAX
                : cancelledAt.plus(context.limits().grace()).plusSeconds(TIMEOUT_SECONDS);
        if (started != null
                && clock.instant().isAfter(due)
                && started.wrapper().seenFrom(context.host()) == Liveness.ALIVE) {
            kill(started.wrapper().pid());
            survivors(started).forEach(LocalTask::kill);
        }
    }

    private List<Long> survivors(TaskRecord.Started started) {
        List<Long> found = new ArrayList<>(context.trees().marked(LocalContext.TASK_MARK, key.toString()));
        if (started.session() == started.wrapper().pid()) {
            found.addAll(context.trees().inSession(started.session()));
        }
        return found.stream().distinct().toList();
    }

    private List<Long> wrappers() {
        return context.trees().marked(LocalContext.WRAPPER_MARK, key.toString());
    }

    private boolean launchedHere() {
        try {
            Host here = context.host();
            return Files.readString(launchMark()).equals(here.name() + "\n" + here.bootId() + "\n");
        } catch (IOException e) {
            return false;
        }
    }

    private Sighting gone(String reason) {
        return folder.cancelled() ? cancelled("cancelled") : new Sighting.Gone(reason);
    }

    private Sighting cancelled(String reason) {
        return new Sighting.Ended(
                JobState.CANCELLED, null, null, reason, context.clock().instant());
    }

    private Sighting over(Sighting last) {
        end = last;
        return last;
    }

    private List<Integer> processorsBefore() {
        try {
            return Processors.parse(Files.readString(processorsFile()));
        } catch (IOException e) {
            return List.of();
        }
    }

    private Path processorsFile() {
        return folder.path().resolve("processors");
    }

    private Path launchMark() {
        return folder.path().resolve("launched");
    }

    private static void kill(long pid) {
        Signals.toProcess((int) pid, KILL);
    }
}
