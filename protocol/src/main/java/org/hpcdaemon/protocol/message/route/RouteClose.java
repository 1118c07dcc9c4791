package org.hpcdaemon.protocol.message.route;

import org.hpcdaemon.protocol.message.value.Checks;

/** The payload of a CLOSE frame: the WebSocket close code and reason that the other side sees or gave. */
public record RouteClose(int code, String reason) {
    public RouteClose {
        Checks.required("reason", reason);
    }
}
