package org.hpcdaemon.link;

import org.hpcdaemon.link.socket.Dialer;

/** How a link comes to its connections: by WebSocket over the network ({@link Dialer}), or within one process. Thread-safe. */
public interface Transport {
    /** A connection that is not open yet, for one use. The peer is told of it and of what arrives on it, and never of its end. */
    Attempt attempt(Peer peer);

    /** One connection, from before it is open. */
    interface Attempt {
        /**
         * Opens the connection and serves it until it ends, on the calling thread. An interrupt ends it.
         *
         * @param opened runs once it is open, if it comes to that
         * @return how the attempt to open it, or the connection, ended
         */
        Ended serve(Runnable opened) throws InterruptedException;

        /** Ends it, also before it is open, if it can then be ended. */
        void close(int code, String reason);
    }
}
