package org.hpcdaemon.mcp;

import tools.jackson.databind.node.ObjectNode;

/** The way back to the client of one request, while it is being answered. A door makes it; any thread may use it. */
public interface Exchange {
    /** Sends a notification that belongs to this request; nothing once it is cancelled. */
    void send(ObjectNode notification);

    /** Whether the client still wants the answer. */
    Cancellation cancellation();
}
