package org.hpcdaemon.platform.socket;

import java.util.function.LongSupplier;

/** Notices a flood of pings. Used by the connection's reader alone. */
final class PingLimit {
    /** A client pings every 15 s; a hundred times that is no heartbeat. */
    static final int PINGS = 70;

    private static final long WINDOW_NANOS = 10_000_000_000L;

    private final LongSupplier nanoTime;
    private long windowStart;
    private int pings;

    PingLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.windowStart = nanoTime.getAsLong();
    }

    /** False if this one is too many. */
    boolean admit() {
        long now = nanoTime.getAsLong();
        if (now - windowStart > WINDOW_NANOS) {
            windowStart = now;
            pings = 0;
        }
        return ++pings <= PINGS;
    }
}
