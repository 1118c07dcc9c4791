package org.hpcdaemon.link.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.hpcdaemon.protocol.Utf8;
import org.jspecify.annotations.Nullable;

/** Reads what a WebSocket's server sends (RFC 6455, section 5): whole, bounded messages, and what controls the connection. Not thread-safe. */
final class FrameReader {
    static final int PROTOCOL_ERROR = 1002;
    static final int NOT_UTF8 = 1007;
    static final int TOO_BIG = 1009;

    /** Of a close that names no code (section 7.4.1); never sent. */
    static final int NO_CODE = 1005;

    private static final int FINAL = 0x80;
    private static final int RESERVED = 0x70;
    private static final int MASKED = 0x80;
    private static final int SHORT = 126;
    private static final int LONG = 127;
    private static final char REPLACEMENT = '\uFFFD';

    private final InputBuffer in;
    private final int maxBytes;
    private @Nullable ByteBuffer parts;
    private int partsOpcode;

    FrameReader(InputBuffer in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /** What no WebSocket's server sends, or more than is taken; the connection cannot go on. */
    static final class Violation extends IOException {
        private static final long serialVersionUID = 1;

        private final int code;

        Violation(int code, String message) {
            super(message);
            this.code = code;
        }

        /** What to close with. */
        int code() {
            return code;
        }
    }

    /** Waits for the next message or control frame. */
    Inbound next() throws IOException {
        Inbound next = null;
        while (next == null) {
            next = frame();
        }
        return next;
    }

    /** Null for a part of a message. */
    private @Nullable Inbound frame() throws IOException {
        if (!in.fill(2)) {
            return new Inbound.End();
        }
        int head = in.take();
        int opcode = head & 0xf;
        boolean last = (head & FINAL) != 0;
        int second = in.take();
        if ((head & RESERVED) != 0 || (second & MASKED) != 0) {
            throw new Violation(PROTOCOL_ERROR, "the server sent a frame with bits that were not agreed on");
        }
        if (opcode >= Opcode.CLOSE && (!last || second >= SHORT)) {
            throw new Violation(PROTOCOL_ERROR, "the server sent a control frame in parts or over 125 bytes");
        }
        int extended = second == SHORT ? Short.BYTES : second == LONG ? Long.BYTES : 0;
        if (!in.fill(extended)) {
            return new Inbound.End();
        }
        long length = switch (extended) {
            case Short.BYTES -> in.take(extended).getShort() & 0xffff;
            case Long.BYTES -> in.take(extended).getLong();
            default -> second;
        };
        int before = parts == null ? 0 : parts.position();
        if (length < 0 || length > maxBytes - before) {
            throw new Violation(TOO_BIG, "the peer sent a message over " + maxBytes + " bytes");
        }
        if (!in.fill((int) length)) {
            return new Inbound.End();
        }
        ByteBuffer payload = in.take((int) length);
        return switch (opcode) {
            case Opcode.CONTINUATION, Opcode.TEXT, Opcode.BINARY -> data(opcode, last, payload);
            case Opcode.CLOSE -> close(payload);
            case Opcode.PING -> new Inbound.Ping(payload);
            case Opcode.PONG -> new Inbound.Pong();
            default -> throw new Violation(PROTOCOL_ERROR, "the server sent a frame of the unknown kind " + opcode);
        };
    }

    private @Nullable Inbound data(int opcode, boolean last, ByteBuffer payload) throws Violation {
        if ((opcode == Opcode.CONTINUATION) == (parts == null)) {
            throw new Violation(PROTOCOL_ERROR, "the server sent a message between the parts of another");
        }
        ByteBuffer before = parts;
        if (before == null && last) {
            return message(opcode, payload);
        }
        if (before == null) {
            partsOpcode = opcode;
            before = ByteBuffer.allocate(2 * payload.remaining());
        }
        if (before.remaining() < payload.remaining()) {
            int wanted = Math.max(before.position() + payload.remaining(), Math.min(2 * before.capacity(), maxBytes));
            before = ByteBuffer.allocate(wanted).put(before.flip());
        }
        before.put(payload);
        parts = last ? null : before;
        return last ? message(partsOpcode, before.flip()) : null;
    }

    private static Inbound message(int opcode, ByteBuffer payload) throws Violation {
        return opcode == Opcode.TEXT ? new Inbound.Text(text(payload)) : new Inbound.Binary(payload);
    }

    private static Inbound close(ByteBuffer payload) throws Violation {
        if (payload.remaining() < Short.BYTES) {
            return new Inbound.Close(NO_CODE, "");
        }
        int code = payload.getShort() & 0xffff;
        return new Inbound.Close(code, text(payload));
    }

    /** Quickly, since nearly all of it is valid: what is not has become a replacement, which may also have been sent as one. */
    private static String text(ByteBuffer utf8) throws Violation {
        String text = new String(
                utf8.array(), utf8.arrayOffset() + utf8.position(), utf8.remaining(), StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0 && Utf8.text(utf8).isEmpty()) {
            throw new Violation(NOT_UTF8, "the server sent a text that is invalid UTF-8");
        }
        return text;
    }
}
