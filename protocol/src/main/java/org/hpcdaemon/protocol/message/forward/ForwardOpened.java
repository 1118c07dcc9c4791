package org.hpcdaemon.protocol.message.forward;

import org.hpcdaemon.protocol.message.value.Checks;

/**
 * The answer to {@code forward.open}: there is a connection.
 *
 * @param host as it was asked for; the node of the job, where that was left to the daemon
 * @param port of TCP
 */
public record ForwardOpened(String host, int port) {
    public ForwardOpened {
        Checks.required("host", host);
    }
}
