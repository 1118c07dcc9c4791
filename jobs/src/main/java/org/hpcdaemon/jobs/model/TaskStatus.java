package org.hpcdaemon.jobs.model;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.job.JobUsage;
import org.jspecify.annotations.Nullable;

/** How one task is, as far as there is evidence; its fields mean what they mean in {@code JobInfo}. */
public record TaskStatus(
        JobState state,
        @Nullable Integer exitCode,
        @Nullable String signal,
        @Nullable String reason,
        int attempt,
        @Nullable String node,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant estimatedStart,
        @Nullable JobUsage usage,
        @Nullable String sandbox) {
    /** The longest time limit that SLURM's own words have room for is a year. */
    private static final Duration MAX_RUN_TIME = Duration.ofDays(366);

    /** Shares words with others of the same: ten thousand tasks run on a few nodes and wait for one reason. */
    public TaskStatus {
        endedAt = endedAt == null ? null : endedAt.truncatedTo(ChronoUnit.MILLIS); // as the records have it
        reason = reason == null ? null : reason.intern();
        node = node == null ? null : node.intern();
        sandbox = sandbox == null ? null : sandbox.intern();
    }

    /** See {@link JobState#finished}. */
    public boolean finished() {
        return state.finished(endedAt);
    }

    /** Nothing has begun. */
    public static TaskStatus pending(@Nullable String reason) {
        return new TaskStatus(JobState.PENDING, null, null, reason, 1, null, null, null, null, null, null);
    }

    /** The same task, over, without an exit code. */
    public TaskStatus ended(JobState how, @Nullable String why, Instant at) {
        return over(how, null, null, why, at, null);
    }

    /**
     * The same task, over.
     *
     * @param took absent: only the start and the end are known
     */
    public TaskStatus over(
            JobState how,
            @Nullable Integer code,
            @Nullable String signalled,
            @Nullable String why,
            Instant at,
            @Nullable JobUsage took) {
        return new TaskStatus(
                how,
                code,
                signalled,
                why,
                attempt,
                node,
                startedAt,
                at,
                null,
                took == null ? between(startedAt, at) : took,
                sandbox);
    }

    /** What two moments say it took; absent if a clock was set in between, or two hosts have different ones. */
    public static @Nullable JobUsage between(@Nullable Instant start, Instant end) {
        if (start == null || end.isBefore(start) || end.isAfter(start.plus(MAX_RUN_TIME))) {
            return null;
        }
        return new JobUsage(Duration.between(start, end).toMillis(), null, null);
    }

    public TaskStatus took(@Nullable JobUsage measured) {
        return new TaskStatus(
                state, exitCode, signal, reason, attempt, node, startedAt, endedAt, estimatedStart, measured, sandbox);
    }

    public TaskStatus is(JobState now, @Nullable String why) {
        return new TaskStatus(now, null, null, why, attempt, node, startedAt, null, null, null, sandbox);
    }

    public TaskStatus expected(@Nullable Instant start) {
        return new TaskStatus(
                state, exitCode, signal, reason, attempt, node, startedAt, endedAt, start, usage, sandbox);
    }

    public TaskStatus attempt(int number) {
        return number == attempt
                ? this
                : new TaskStatus(state, null, null, reason, number, null, null, null, null, null, null);
    }

    public TaskStatus started(@Nullable Instant at, @Nullable String where) {
        return new TaskStatus(
                state,
                exitCode,
                signal,
                reason,
                attempt,
                where == null ? node : where,
                at == null ? startedAt : at,
                endedAt,
                null,
                usage,
                sandbox);
    }

    /**
     * This task, with the sandbox that it ran in.
     *
     * @param level that was in force; empty: nothing is known that was not
     */
    public TaskStatus within(Optional<String> level) {
        return level.map(known -> new TaskStatus(
                        state,
                        exitCode,
                        signal,
                        reason,
                        attempt,
                        node,
                        startedAt,
                        endedAt,
                        estimatedStart,
                        usage,
                        known))
                .orElse(this);
    }
}
