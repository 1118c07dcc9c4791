package org.hpcdaemon.linux.process;

import java.time.Duration;
import java.time.Instant;

/** A pause between two rounds of the same work, by the wall clock. */
public final class Pause {
    private Pause() {}

    /** Whether it is over. A clock that was set back since it began ends it, rather than drawing it out until it catches up. */
    public static boolean isOver(Instant begun, Duration pause, Instant now) {
        return now.isBefore(begun) || !now.isBefore(begun.plus(pause));
    }
}
