package org.hpcdaemon.link;

import java.nio.ByteBuffer;

/** The sending side of one connection. Thread-safe. */
public interface Connection {
    /** Queues a message, waiting while the queue is full. Returns false once the connection has ended. */
    boolean text(String message);

    /** Queues a message, waiting while the queue is full; the buffer is the link's from now on. */
    boolean binary(ByteBuffer message);

    /** Ends it with a code and a reason of at most 123 bytes; nothing queued is sent any more. */
    void close(int code, String reason);
}
