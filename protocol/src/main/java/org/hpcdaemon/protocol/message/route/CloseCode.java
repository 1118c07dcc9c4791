package org.hpcdaemon.protocol.message.route;

import java.util.Optional;
import java.util.stream.Stream;

/** WebSocket close codes of {@code hpc.v1}, from the range for private use (RFC 6455 section 7.4.2). */
public enum CloseCode {
    /** The key was revoked: do not come back with it. */
    UNAUTHORIZED(4001),
    /** The daemon has gone: come back later. */
    DAEMON_OFFLINE(4004),
    /** The agent read too slowly and its mailbox overflowed: come back and resume at your offsets. */
    TOO_SLOW(4008),
    /** A newer connection of the same daemon took over: wait before coming back. */
    REPLACED(4009),
    /** The other side broke the protocol; the reason says how. */
    PROTOCOL_ERROR(4010),
    /** Too many routes: come back later. */
    BUSY(4013),
    /** The platform is stopping: come back. */
    GOING_AWAY(1001),
    NORMAL(1000);

    private final int number;

    CloseCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public static Optional<CloseCode> of(int number) {
        return Stream.of(values()).filter(code -> code.number == number).findFirst();
    }
}
