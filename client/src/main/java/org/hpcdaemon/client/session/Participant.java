package org.hpcdaemon.client.session;

import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.message.job.Event;

/** What takes part in a session over all its connections: an attached terminal, a wait for a job. Called on the link's thread. */
public interface Participant {
    /** A connection is up. Must not wait for an answer. */
    void connected();

    /** The connection is gone, and another is tried. */
    default void lost(HpcException cause) {}

    /** No connection will follow. */
    void failed(HpcException cause);

    /** A shell has ended. */
    default void ended(Notice.ShellEnded ended) {}

    /** A wake-up has come. */
    default void event(Event event) {}
}
