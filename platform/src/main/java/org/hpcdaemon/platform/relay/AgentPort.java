package org.hpcdaemon.platform.relay;

import org.hpcdaemon.protocol.message.route.RouteClose;

/** An agent's connection, as the relay sees it. Implementations are thread-safe and do not block. */
public interface AgentPort {

    /** Sends one message; runs {@code done} once, when it is written or can no longer be. One at a time. */
    void send(Message message, Runnable done);

    /** Ends the connection; what is being sent may be lost. */
    void close(RouteClose close);
}
