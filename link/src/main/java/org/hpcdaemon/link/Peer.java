package org.hpcdaemon.link;

import java.nio.ByteBuffer;

/** What a link's owner does with what arrives. Called one at a time, in order; no method may block for long. */
public interface Peer {
    /** A connection is up; {@code connection} is where to send until {@link #closed}. */
    void opened(Connection connection);

    void text(String message);

    /** The buffer is only valid during the call. */
    void binary(ByteBuffer message);

    /** The connection, or the attempt to connect, is over. The link goes on as the answer says. */
    Next closed(Ended ended);

    /** What the link does after a connection has ended. */
    enum Next {
        RECONNECT,
        /** As {@link #RECONNECT}, but with the longest wait at once. */
        RECONNECT_LATE,
        /** As {@link #RECONNECT}, but minutes later: an earlier attempt would fail alike. */
        RECONNECT_RARELY,
        STOP
    }
}
