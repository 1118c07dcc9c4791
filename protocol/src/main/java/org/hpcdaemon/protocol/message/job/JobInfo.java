package org.hpcdaemon.protocol.message.job;

import java.time.Instant;
import java.util.List;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.machine.DaemonInfo;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/**
 * A job as the daemon knows it.
 *
 * @param agent who submitted it; absent: the account owner
 * @param scheduler that it was given to: {@code local}, {@code slurm} or {@code gridengine}
 * @param schedulerId the scheduler's own id; absent while the submission is under way
 * @param exitCode 0 to 255; absent unless it exited. No verdict: a cancelled job that caught TERM may exit with 0; see
 *     {@link #succeeded}
 * @param signal such as {@code KILL}; absent unless a signal ended it
 * @param reason why it is pending, or why it ended as it did
 * @param attempt 1, and one more for every requeue
 * @param estimatedStart when the scheduler expects to start it; absent unless it waits and the scheduler knows
 * @param usage what it took; absent until it has ended, and if it never ran
 * @param failedElements of an array: the indices that did not complete
 * @param element which element of the array this tells of; absent: the whole job
 * @param sandbox the level, as in {@link DaemonInfo}, that is in force where it runs, before that the one it is to run at;
 *     of an array the lowest of its elements'; absent from an older daemon
 * @param cancelling true from the cancel until the job is over, beside whichever state it is still in; absent otherwise, and
 *     from an older daemon
 */
public record JobInfo(
        JobId job,
        @Nullable String name,
        @Nullable AgentId agent,
        JobState state,
        @Nullable Integer exitCode,
        @Nullable String signal,
        @Nullable String reason,
        int attempt,
        String scheduler,
        @Nullable String schedulerId,
        @Nullable String node,
        Instant submittedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant estimatedStart,
        @Nullable JobUsage usage,
        List<Integer> failedElements,
        @Nullable Integer element,
        @Nullable String sandbox,
        @Nullable Boolean cancelling) {
    public JobInfo {
        Checks.required("job", job);
        Checks.required("state", state);
        Checks.required("scheduler", scheduler);
        Checks.required("submittedAt", submittedAt);
        failedElements = failedElements == null ? List.of() : List.copyOf(failedElements);
    }

    /** The same job, with another reason. */
    public JobInfo withReason(String other) {
        return with(other, cancelling);
    }

    /** The same job, after its end was asked for or not; one that is over is past that. */
    public JobInfo withCancelling(boolean asked) {
        return with(reason, (asked && !finished()) ? Boolean.TRUE : null);
    }

    private JobInfo with(@Nullable String otherReason, @Nullable Boolean otherCancelling) {
        return new JobInfo(
                job,
                name,
                agent,
                state,
                exitCode,
                signal,
                otherReason,
                attempt,
                scheduler,
                schedulerId,
                node,
                submittedAt,
                startedAt,
                endedAt,
                estimatedStart,
                usage,
                failedElements,
                element,
                sandbox,
                otherCancelling);
    }

    /** See {@link JobState#succeeded}. */
    public boolean succeeded() {
        return state.succeeded();
    }

    /** See {@link JobState#finished}. */
    public boolean finished() {
        return state.finished(endedAt);
    }
}
