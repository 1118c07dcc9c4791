package org.hpcdaemon.link.socket;

import java.nio.ByteBuffer;

/** What the other end sends: a whole message or a control frame (RFC 6455, section 5). Buffers are views, valid until the next one is read. */
sealed interface Inbound {
    record Text(String text) implements Inbound {}

    record Binary(ByteBuffer bytes) implements Inbound {}

    record Ping(ByteBuffer payload) implements Inbound {}

    record Pong() implements Inbound {}

    /** The other end says goodbye; the code is 1005 if it names none. */
    record Close(int code, String reason) implements Inbound {}

    /** The stream ended without a close. */
    record End() implements Inbound {}
}
