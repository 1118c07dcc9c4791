package org.hpcdaemon.jobs.scheduler;

import java.time.Instant;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.job.JobUsage;
import org.jspecify.annotations.Nullable;

/** What a scheduler that answered says of one task: the queue's and the accounting's testimony. */
public sealed interface Sighting {

    /**
     * Waits to run.
     *
     * @param attempt 1, and one more for every requeue
     * @param estimatedStart as the scheduler expects; absent if it does not say
     */
    record Queued(
            @Nullable String reason, int attempt, @Nullable Instant estimatedStart) implements Sighting {
        public Queued(@Nullable String reason, int attempt) {
            this(reason, attempt, null);
        }
    }

    /**
     * Runs.
     *
     * @param reason why it does not get on, such as that it is suspended; absent if it does
     */
    record Running(
            @Nullable Instant since,
            @Nullable String node,
            int attempt,
            @Nullable String reason) implements Sighting {
        public Running(@Nullable Instant since, @Nullable String node, int attempt) {
            this(since, node, attempt, null);
        }
    }

    /**
     * The scheduler knows how it ended.
     *
     * @param state a terminal one
     * @param usage what its accounting says it took; absent if it keeps none
     * @param attempt which of its attempts ended so
     */
    record Ended(
            JobState state,
            @Nullable Integer exitCode,
            @Nullable String signal,
            @Nullable String reason,
            Instant at,
            @Nullable JobUsage usage,
            int attempt)
            implements Sighting {
        public Ended(
                JobState state,
                @Nullable Integer exitCode,
                @Nullable String signal,
                @Nullable String reason,
                Instant at) {
            this(state, exitCode, signal, reason, at, null, 1);
        }
    }

    /** It cannot be running any more, and the scheduler has no record of how it ended. */
    record Gone(String reason) implements Sighting {}

    /**
     * The scheduler answered and does not have it, and its accounting, if it keeps one, knows no end of it.
     *
     * @param alive as what the accounting still has it: pending or running; absent if it does not know it
     */
    record Forgotten(String reason, @Nullable JobState alive) implements Sighting {
        public Forgotten(String reason) {
            this(reason, null);
        }
    }

    /** The scheduler answered and says nothing that decides anything. */
    record Unseen(String reason) implements Sighting {}
}
