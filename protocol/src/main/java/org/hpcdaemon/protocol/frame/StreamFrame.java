package org.hpcdaemon.protocol.frame;

import java.nio.ByteBuffer;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/**
 * A piece of a byte stream, as one binary message on the agent's side: {@code u32 stream, u64 offset, bytes},
 * big-endian. The buffer is a view: copy it to keep it.
 *
 * @param stream chosen by the agent, unique on its connection; an unsigned 32-bit number kept in an int
 * @param offset of the first byte, from the stream's start; at most 2^63 - 1
 */
public record StreamFrame(int stream, long offset, ByteBuffer bytes) {
    public static final int HEADER = 12;

    /** The most bytes a frame carries. */
    public static final int MAX_BYTES = Limits.BINARY_BYTES - HEADER;

    public StreamFrame {
        if (bytes.remaining() > MAX_BYTES) {
            throw new HpcException(
                    ErrorCode.TOO_LARGE, "stream frame of " + bytes.remaining() + " bytes; the most is " + MAX_BYTES);
        }
        if (offset < 0 || offset > Long.MAX_VALUE - bytes.remaining()) {
            throw new HpcException(
                    ErrorCode.INVALID_REQUEST,
                    "stream offset " + Long.toUnsignedString(offset) + " is past 2^63; offsets count bytes from 0");
        }
    }

    /** Reads a whole message. Throws {@link HpcException} for anything that is not one; allocates nothing. */
    public static StreamFrame decode(ByteBuffer message) {
        if (message.remaining() < HEADER) {
            throw new HpcException(
                    ErrorCode.INVALID_REQUEST,
                    "binary message of " + message.remaining() + " bytes; a stream frame has at least " + HEADER);
        }
        int at = message.position();
        return new StreamFrame(
                message.getInt(at),
                message.getLong(at + 4),
                message.slice(at + HEADER, message.remaining() - HEADER).asReadOnlyBuffer());
    }

    /** A new buffer, ready to send. */
    public ByteBuffer encode() {
        ByteBuffer message = ByteBuffer.allocate(HEADER + bytes.remaining());
        return putHead(message).put(bytes.duplicate()).flip();
    }

    /** What comes before the bytes in its message, in a new buffer, for a link that takes both apart. */
    public ByteBuffer head() {
        return putHead(ByteBuffer.allocate(HEADER)).flip();
    }

    ByteBuffer putHead(ByteBuffer message) {
        return message.putInt(stream).putLong(offset);
    }

    /** The offset after this frame's last byte. */
    public long end() {
        return offset + bytes.remaining();
    }
}
