package org.hpcdaemon.link;

import java.nio.ByteBuffer;

/** The sending side of one connection. Thread-safe. */
public interface Connection {
    /** Queues a message, waiting while the queue is full. Returns false once the connection has ended. */
    boolean text(String message);

    /** Queues a message, waiting while the queue is full; the buffer is the link's from now on. */
    boolean binary(ByteBuffer message);

    /**
     * As {@link #binary(ByteBuffer)}, of a message in two parts, put together no sooner than where it is sent. What the second holds may
     * change once the other side has acknowledged it, or the connection has ended.
     */
    default boolean binary(ByteBuffer head, ByteBuffer body) {
        return binary(ByteBuffer.allocate(head.remaining() + body.remaining())
                .put(head)
                .put(body.duplicate())
                .flip());
    }

    /** Ends it with a code and a reason of at most 123 bytes; nothing queued is sent any more. */
    void close(int code, String reason);
}
