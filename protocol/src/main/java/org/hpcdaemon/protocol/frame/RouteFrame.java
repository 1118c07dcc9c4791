package org.hpcdaemon.protocol.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.Utf8;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/**
 * One binary message on the daemon's side: {@code u32 route, u8 kind, payload}, big-endian. Route 0 is the
 * platform's own; every other is one agent's connection. The payload is a view: copy it to keep it.
 */
public record RouteFrame(int route, Kind kind, ByteBuffer payload) {
    public static final int HEADER = 5;

    /** The platform's own route: hello, wake-ups and their acknowledgement. */
    public static final int PLATFORM = 0;

    /** The largest message: a whole text message and the header. */
    public static final int MAX_BYTES = HEADER + Limits.TEXT_BYTES;

    /** What the payload is. */
    public enum Kind {
        /** The platform opens a route; payload: {@link org.hpcdaemon.protocol.message.route.RouteOpen} as JSON. */
        OPEN(1, 4096),
        /** One text message, UTF-8. */
        TEXT(2, Limits.TEXT_BYTES),
        /** One binary message. */
        BINARY(3, Limits.BINARY_BYTES),
        /** Either side ends a route; payload: {@link org.hpcdaemon.protocol.message.route.RouteClose} as JSON. */
        CLOSE(4, 4096);

        private final int number;
        private final int maxBytes;

        Kind(int number, int maxBytes) {
            this.number = number;
            this.maxBytes = maxBytes;
        }

        public int number() {
            return number;
        }

        public int maxBytes() {
            return maxBytes;
        }

        private static Kind of(int number) {
            return switch (number) {
                case 1 -> OPEN;
                case 2 -> TEXT;
                case 3 -> BINARY;
                case 4 -> CLOSE;
                default ->
                    throw new HpcException(
                            ErrorCode.INVALID_REQUEST, "route frame of kind " + number + "; known are 1 to 4");
            };
        }
    }

    public static RouteFrame text(int route, String text) {
        return new RouteFrame(route, Kind.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    public RouteFrame {
        if (payload.remaining() > kind.maxBytes()) {
            throw new HpcException(
                    ErrorCode.TOO_LARGE,
                    kind + " message of " + payload.remaining() + " bytes; the most is " + kind.maxBytes());
        }
    }

    /** Reads a whole message. Throws {@link HpcException} for anything that is not one; allocates nothing. */
    public static RouteFrame decode(ByteBuffer message) {
        if (message.remaining() < HEADER) {
            throw new HpcException(
                    ErrorCode.INVALID_REQUEST,
                    "daemon message of " + message.remaining() + " bytes; a route frame has at least " + HEADER);
        }
        int at = message.position();
        return new RouteFrame(
                message.getInt(at),
                Kind.of(message.get(at + 4)),
                message.slice(at + HEADER, message.remaining() - HEADER).asReadOnlyBuffer());
    }

    /** The payload as text. Throws {@link HpcException} if it is invalid UTF-8. */
    public String payloadText() {
        return Utf8.text(payload)
                .orElseThrow(() -> new HpcException(ErrorCode.PARSE_ERROR, "a text message is invalid UTF-8"));
    }

    /** What comes before a stream frame's bytes in a route's binary message, in a new buffer, for a link that takes both apart. */
    public static ByteBuffer head(int route, StreamFrame frame) {
        ByteBuffer head = ByteBuffer.allocate(HEADER + StreamFrame.HEADER);
        return frame.putHead(head.putInt(route).put((byte) Kind.BINARY.number()))
                .flip();
    }

    /** A new buffer, ready to send. */
    public ByteBuffer encode() {
        ByteBuffer message = ByteBuffer.allocate(HEADER + payload.remaining());
        return message.putInt(route)
                .put((byte) kind.number())
                .put(payload.duplicate())
                .flip();
    }
}
