package org.hpcdaemon.daemon.job;

import java.time.Instant;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.hpcdaemon.daemon.process.SignalNames;
import org.hpcdaemon.protocol.message.JobState;
import org.hpcdaemon.protocol.message.JobUsage;
import org.jspecify.annotations.Nullable;

/**
 * From testimony to state: a pure function over the three witnesses, the task's own record, the queue and the
 * accounting. A task is over only on evidence; silence changes nothing.
 */
final class Verdict {
    /** Exit codes above it are how a shell says that a signal ended what it ran (bash(1), EXIT STATUS). */
    private static final int SIGNALLED = 128;

    private final boolean schedulerExplainsSignals;
    private final IntPredicate mayRunAgain;

    /** @param mayRunAgain whether the scheduler may run again what exits with a code */
    Verdict(boolean schedulerExplainsSignals, IntPredicate mayRunAgain) {
        this.schedulerExplainsSignals = schedulerExplainsSignals;
        this.mayRunAgain = mayRunAgain;
    }

    /**
     * @param sighting absent: the scheduler was not asked or did not answer
     * @param now for an end of which nobody noted the time
     */
    TaskStatus of(TaskStatus before, TaskFolder folder, @Nullable Sighting sighting, Instant now) {
        if (before.state().terminal()) {
            return before;
        }
        TaskStatus after = judge(before, folder, sighting, now);
        // What the wrapper has news of is looked at without the scheduler; so no survey reads another file for each
        // task.
        return sighting == null || after.state().terminal() ? after.within(folder.sandbox()) : after;
    }

    private TaskStatus judge(TaskStatus before, TaskFolder folder, @Nullable Sighting sighting, Instant now) {
        // After a sighting: what the scheduler says of an end is true only of records written before it was asked,
        // and "it is gone" only if there is still no record now.
        Optional<TaskRecord.Exited> exited = folder.exited();
        TaskStatus current = before.attempt(Math.max(before.attempt(), attempt(sighting)));
        if (exited.isPresent() && exited.get().attempt() >= current.attempt()) {
            return ended(withStart(current.attempt(exited.get().attempt()), folder), exited.get(), sighting);
        }
        return switch (sighting) {
            case null -> withStart(current, folder);
            case Sighting.Queued queued ->
                current.is(JobState.PENDING, queued.reason()).expected(queued.estimatedStart());
            case Sighting.Running running ->
                withStart(current.is(JobState.RUNNING, null).started(running.since(), running.node()), folder);
            case Sighting.Ended ended -> ended(withStart(current, folder), ended, folder);
            case Sighting.Gone gone -> withStart(current, folder).ended(JobState.LOST, gone.reason(), now);
            case Sighting.Forgotten forgotten -> withStart(current, folder).is(JobState.UNKNOWN, forgotten.reason());
            case Sighting.Unseen unseen -> withStart(current, folder).is(JobState.UNKNOWN, unseen.reason());
        };
    }

    /** What a record says that shows up after its task was given up; empty as long as there is none. */
    Optional<TaskStatus> late(TaskStatus given, TaskFolder folder, Instant now) {
        if (!given.finished() || given.state() != JobState.UNKNOWN) {
            return Optional.empty();
        }
        TaskStatus truth = of(given, folder, new Sighting.Forgotten("it was given up"), now);
        return truth.state().terminal() ? Optional.of(truth) : Optional.empty();
    }

    private static int attempt(@Nullable Sighting sighting) {
        return switch (sighting) {
            case Sighting.Queued queued -> queued.attempt();
            case Sighting.Running running -> running.attempt();
            case Sighting.Ended ended -> ended.attempt();
            case null -> 1;
            case Sighting.Gone g -> 1;
            case Sighting.Forgotten f -> 1;
            case Sighting.Unseen u -> 1;
        };
    }

    private static TaskStatus withStart(TaskStatus status, TaskFolder folder) {
        if (status.startedAt() != null && status.state() != JobState.PENDING) {
            return status;
        }
        return folder.started()
                .filter(started -> started.attempt() >= status.attempt())
                .map(started -> {
                    TaskStatus begun = status.attempt(started.attempt());
                    TaskStatus running = begun.state() == JobState.PENDING ? begun.is(JobState.RUNNING, null) : begun;
                    return running.started(
                            started.at(), started.wrapper().host().name());
                })
                .orElse(status);
    }

    private TaskStatus ended(TaskStatus status, TaskRecord.Exited record, @Nullable Sighting sighting) {
        String signal = record.signal() == null ? null : SignalNames.of(record.signal());
        @Nullable
        JobUsage took = sighting instanceof Sighting.Ended accounted && accounted.usage() != null
                ? accounted.usage()
                : record.usage(status.startedAt());
        if ((schedulerExplainsSignals && doubtful(record)) || mayRunAgain(record)) {
            if (sighting instanceof Sighting.Ended explained
                    && explained.state() != JobState.COMPLETED
                    && explained.state() != JobState.FAILED) {
                return end(status, explained.state(), record.code(), signal, explained.reason(), record, took);
            }
            if (!(sighting instanceof Sighting.Ended
                    || sighting instanceof Sighting.Forgotten
                    || sighting instanceof Sighting.Unseen)) {
                return status; // it will say whether that was its time limit, a lost node, a preemption or a requeue
            }
        }
        if (record.cancelled()) {
            return end(status, JobState.CANCELLED, record.code(), signal, "cancelled", record, took);
        }
        if (record.outOfMemory()) {
            return end(
                    status,
                    JobState.OUT_OF_MEMORY,
                    record.code(),
                    signal,
                    "used more memory than it asked for",
                    record,
                    took);
        }
        if (record.timedOut()) {
            return end(status, JobState.TIMEOUT, record.code(), signal, "reached its time limit", record, took);
        }
        if (signal != null) {
            return end(status, JobState.FAILED, null, signal, "ended by signal " + signal, record, took);
        }
        boolean good = Integer.valueOf(0).equals(record.code());
        return end(
                status,
                good ? JobState.COMPLETED : JobState.FAILED,
                record.code(),
                null,
                good ? null : "exited with " + record.code(),
                record,
                took);
    }

    private boolean mayRunAgain(TaskRecord.Exited record) {
        return record.code() != null && !record.cancelled() && mayRunAgain.test(record.code());
    }

    /** Whether the scheduler may have had a hand in the end: a signal, seen directly or as a shell reports it. */
    static boolean doubtful(TaskRecord.Exited record) {
        return !record.cancelled()
                && !record.timedOut()
                && !record.outOfMemory()
                && (record.signal() != null
                        || record.terminated()
                        || (record.code() != null && record.code() > SIGNALLED));
    }

    private static TaskStatus end(
            TaskStatus status,
            JobState state,
            @Nullable Integer code,
            @Nullable String signal,
            @Nullable String reason,
            TaskRecord.Exited record,
            @Nullable JobUsage took) {
        TaskStatus placed = status.node() == null ? status.started(null, record.node()) : status;
        return placed.over(state, code, signal, reason, record.at(), took);
    }

    private static TaskStatus ended(TaskStatus status, Sighting.Ended ended, TaskFolder folder) {
        // What a scheduler could not start it may say exited with 1.
        boolean begun = folder.started()
                .filter(started -> started.attempt() >= status.attempt())
                .isPresent();
        @Nullable
        String reason = ended.state() == JobState.FAILED && !begun
                ? ended.reason() + "; there is no sign that it began"
                : ended.reason();
        return status.over(ended.state(), ended.exitCode(), ended.signal(), reason, ended.at(), ended.usage());
    }
}
