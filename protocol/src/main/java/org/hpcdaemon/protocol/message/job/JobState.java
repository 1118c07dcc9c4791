package org.hpcdaemon.protocol.message.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a job is. A state that a scheduler reports and we do not know is {@link #UNKNOWN}, never an end. */
public enum JobState {
    PENDING(false),
    RUNNING(false),
    COMPLETED(true),
    FAILED(true),
    CANCELLED(true),
    TIMEOUT(true),
    OUT_OF_MEMORY(true),
    NODE_FAIL(true),
    PREEMPTED(true),
    /** It can no longer be running (its host rebooted, its wrapper died) and left no evidence of how it ended. */
    LOST(true),
    /** Nothing says how it is. An end only if there is an {@code endedAt}: see {@link #finished}. */
    UNKNOWN(false);

    private final boolean terminal;

    JobState(boolean terminal) {
        this.terminal = terminal;
    }

    /** Whether it has ended for good, with a known outcome. */
    public boolean terminal() {
        return terminal;
    }

    /** The one state that means success; an exit code alone does not, since a job that ran out of time may exit with 0. */
    public boolean succeeded() {
        return this == COMPLETED;
    }

    /**
     * Whether it is over: it ended, or it was given up since no source reports its state any longer.
     *
     * @param endedAt what is said with the state
     */
    public boolean finished(@Nullable Instant endedAt) {
        return terminal || (this == UNKNOWN && endedAt != null);
    }
}
