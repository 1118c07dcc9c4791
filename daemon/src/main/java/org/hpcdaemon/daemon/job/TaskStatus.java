package org.hpcdaemon.daemon.job;

import java.time.Instant;
import org.hpcdaemon.protocol.message.JobState;
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
        @Nullable Instant endedAt) {

    /** Nothing has begun. */
    public static TaskStatus pending(@Nullable String reason) {
        return new TaskStatus(JobState.PENDING, null, null, reason, 1, null, null, null);
    }

    /** The same task, over, without an exit code. */
    public TaskStatus ended(JobState how, @Nullable String why, Instant at) {
        return new TaskStatus(how, null, null, why, attempt, node, startedAt, at);
    }

    TaskStatus is(JobState now, @Nullable String why) {
        return new TaskStatus(now, null, null, why, attempt, node, startedAt, null);
    }

    TaskStatus attempt(int number) {
        return number == attempt ? this : new TaskStatus(state, null, null, reason, number, null, null, null);
    }

    TaskStatus started(@Nullable Instant at, @Nullable String where) {
        return new TaskStatus(
                state,
                exitCode,
                signal,
                reason,
                attempt,
                where == null ? node : where,
                at == null ? startedAt : at,
                endedAt);
    }
}
