package org.hpcdaemon.link.socket;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/** One frame in the send queue. */
sealed interface Outbound {
    /** About how many bytes it takes. */
    int size();

    /** Its kind (RFC 6455, section 5.2). */
    int opcode();

    /** What comes first of it, a buffer of the caller's. */
    default ByteBuffer head() {
        return Binary.NOTHING.duplicate();
    }

    /** The rest of it, a buffer of the caller's. */
    ByteBuffer payload();

    record Text(String text) implements Outbound {
        @Override
        public int size() {
            return text.length();
        }

        @Override
        public int opcode() {
            return Opcode.TEXT;
        }

        @Override
        public ByteBuffer payload() {
            return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    record Binary(ByteBuffer first, ByteBuffer bytes) implements Outbound {
        private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

        Binary(ByteBuffer bytes) {
            this(NOTHING, bytes);
        }

        @Override
        public int size() {
            return first.remaining() + bytes.remaining();
        }

        @Override
        public ByteBuffer head() {
            return first.duplicate();
        }

        @Override
        public int opcode() {
            return Opcode.BINARY;
        }

        @Override
        public ByteBuffer payload() {
            return bytes.duplicate();
        }
    }

    record Ping() implements Outbound {
        @Override
        public int size() {
            return 0;
        }

        @Override
        public int opcode() {
            return Opcode.PING;
        }

        @Override
        public ByteBuffer payload() {
            return ByteBuffer.allocate(0);
        }
    }

    /** The answer to a ping, with its bytes. */
    record Pong(ByteBuffer bytes) implements Outbound {
        @Override
        public int size() {
            return bytes.remaining();
        }

        @Override
        public int opcode() {
            return Opcode.PONG;
        }

        @Override
        public ByteBuffer payload() {
            return bytes.duplicate();
        }
    }

    record Close(int code, String reason) implements Outbound {
        /** What a control frame carries besides the code. */
        private static final int REASON_BYTES = 123;

        @Override
        public int size() {
            return Short.BYTES + REASON_BYTES;
        }

        @Override
        public int opcode() {
            return Opcode.CLOSE;
        }

        @Override
        public ByteBuffer payload() {
            ByteBuffer payload = ByteBuffer.allocate(size()).putShort((short) code);
            StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(reason), payload, true);
            return payload.flip();
        }
    }
}
