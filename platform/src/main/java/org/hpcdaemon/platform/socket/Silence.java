package org.hpcdaemon.platform.socket;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long nothing was received from a peer. What is written to it says nothing: to a peer that has gone, the system
 * takes bytes for minutes. Used by one thread at a time.
 */
final class Silence {
    /** Three heartbeats of 15 s: two may be lost or late. */
    static final Duration LIMIT = Duration.ofSeconds(45);

    private final LongSupplier bytesReceived;
    private long received;
    private long since;

    /** @param bytesReceived on the connection, parts of messages included */
    Silence(LongSupplier bytesReceived, long nanoTime) {
        this.bytesReceived = bytesReceived;
        this.received = bytesReceived.getAsLong();
        this.since = nanoTime;
    }

    /** @param listening whether we read; while we do not, because its last message is still on its way, nothing can arrive */
    boolean isTooLong(boolean listening, long nanoTime) {
        long now = bytesReceived.getAsLong();
        if (!listening || now != received) {
            received = now;
            since = nanoTime;
        }
        return nanoTime - since > LIMIT.toNanos();
    }
}
