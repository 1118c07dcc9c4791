package org.hpcdaemon.session.route;

import java.nio.ByteBuffer;

/**
 * The daemon's end of one stream. Called by the link's one reader, in order: no method may block, and one that
 * throws {@link org.hpcdaemon.protocol.error.HpcException} gets the agent a {@code stream.failed} with its message.
 */
public interface StreamEndpoint {
    /** Bytes from the agent. The buffer is only valid during the call. */
    void bytes(long offset, ByteBuffer bytes);

    /** The agent has taken everything before {@code offset}. */
    void acknowledged(long offset);

    /** The agent's bytes end at {@code offset}. */
    void end(long offset);

    /** The route has closed: no more calls, and nothing sent will arrive. */
    void routeClosed();
}
