package org.hpcdaemon.daemon.job;

import java.time.Instant;
import org.hpcdaemon.protocol.message.JobState;
import org.jspecify.annotations.Nullable;

/** What a scheduler that answered says of one task: the queue's and the accounting's testimony. */
public sealed interface Sighting {

    /**
     * Waits to run.
     *
     * @param attempt 1, and one more for every requeue
     */
    record Queued(@Nullable String reason, int attempt) implements Sighting {}

    /** Runs. */
    record Running(@Nullable Instant since, @Nullable String node, int attempt) implements Sighting {}

    /**
     * The scheduler knows how it ended.
     *
     * @param state a terminal one
     */
    record Ended(
            JobState state,
            @Nullable Integer exitCode,
            @Nullable String signal,
            @Nullable String reason,
            Instant at) implements Sighting {}

    /** It cannot be running any more, and the scheduler has no record of how it ended. */
    record Gone(String reason) implements Sighting {}

    /** The scheduler answered and says nothing that decides anything. */
    record Unseen(String reason) implements Sighting {}
}
