package org.hpcdaemon.link.socket;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/** Writes frames as a WebSocket's client does (RFC 6455, section 5), as many with one call as are there. Not thread-safe. */
final class FrameWriter {
    /** Two of the largest stream frames: what is kept for the next ones. */
    private static final int KEPT_BYTES = 2 * (64 << 10) + 64;

    /** For one that sends a line now and then. */
    private static final int SMALLEST = 4 << 10;

    private static final int HEADER = 14;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int SHORT = 126;
    private static final int LONG = 127;

    /** Masked at a time, in the processor's nearest cache: single numbers of a buffer cost several times as much. */
    private static final int BLOCK = 512;

    private final OutputStream out;
    private final RandomGenerator random;
    private final long[] block = new long[BLOCK];
    private ByteBuffer buffer = ByteBuffer.allocate(SMALLEST);

    /**
     * A writer of one connection.
     *
     * @param random of what cannot be foreseen: it masks what is sent (section 10.3)
     */
    FrameWriter(OutputStream out, RandomGenerator random) {
        this.out = out;
        this.random = random;
    }

    /** Whether another frame fits behind what waits for {@link #flush}. */
    boolean hasRoomFor(Outbound next) {
        return buffer.position() + HEADER + next.size() <= KEPT_BYTES;
    }

    /** Adds a frame behind those that wait. */
    void add(Outbound next) {
        ByteBuffer head = next.head();
        ByteBuffer payload = next.payload();
        int headLength = head.remaining();
        int length = headLength + payload.remaining();
        int wanted = buffer.position() + HEADER + length;
        if (wanted > buffer.capacity()) {
            int capacity = wanted <= KEPT_BYTES ? Math.min(KEPT_BYTES, 2 * wanted) : wanted;
            buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
        }
        buffer.put((byte) (FINAL | next.opcode()));
        if (length < SHORT) {
            buffer.put((byte) (MASKED | length));
        } else if (length <= 0xffff) {
            buffer.put((byte) (MASKED | SHORT)).putShort((short) length);
        } else {
            buffer.put((byte) (MASKED | LONG)).putLong(length);
        }
        int key = random.nextInt();
        buffer.putInt(key);
        mask(head, key);
        mask(payload, Integer.rotateLeft(key, headLength * Byte.SIZE)); // goes on behind the head
    }

    private void mask(ByteBuffer payload, int key) {
        long twice = (long) key << Integer.SIZE | (key & 0xffff_ffffL);
        // In the processor's order of bytes, in which blocks are copied as they are.
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        long mask = little ? Long.reverseBytes(twice) : twice;
        payload.order(ByteOrder.nativeOrder());
        buffer.order(ByteOrder.nativeOrder());
        while (payload.remaining() >= Long.BYTES) {
            int count = Math.min(BLOCK, payload.remaining() / Long.BYTES);
            payload.asLongBuffer().get(block, 0, count);
            for (int i = 0; i < count; i++) {
                block[i] ^= mask;
            }
            buffer.asLongBuffer().put(block, 0, count);
            payload.position(payload.position() + count * Long.BYTES);
            buffer.position(buffer.position() + count * Long.BYTES);
        }
        buffer.order(ByteOrder.BIG_ENDIAN);
        for (int shift = Long.SIZE - Byte.SIZE; payload.hasRemaining(); shift -= Byte.SIZE) {
            buffer.put((byte) (payload.get() ^ (int) (twice >> shift)));
        }
    }

    /** Writes what waits. */
    void flush() throws IOException {
        out.write(buffer.array(), 0, buffer.position());
        out.flush();
        buffer.clear();
        if (buffer.capacity() > KEPT_BYTES) {
            buffer = ByteBuffer.allocate(SMALLEST);
        }
    }
}
