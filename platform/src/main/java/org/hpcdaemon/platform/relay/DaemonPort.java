package org.hpcdaemon.platform.relay;

import java.nio.ByteBuffer;
import org.hpcdaemon.protocol.message.route.CloseCode;

/** A daemon's connection, as the relay sees it. Implementations are thread-safe and do not block. */
public interface DaemonPort {

    /** Sends one encoded route frame; runs {@code done} once, when it is written or can no longer be. One at a time. */
    void send(ByteBuffer frame, Runnable done);

    /** Ends the connection; what is being sent may be lost. */
    void close(CloseCode code, String reason);
}
