package org.hpcdaemon.client;

import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.Notice;

/** What must be set up again on each connection of a session: its attached shells. */
interface SessionState {
    /** A connection is up. Must not wait for an answer. */
    void connected();

    /** A shell has ended. Called on the link's thread. */
    void ended(Notice.ShellEnded ended);

    /** No connection will follow. */
    void failed(HpcException cause);
}
