package org.hpcdaemon.client;

import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.job.Event;

/** Hears what happens to a session beside the answers to what it asked. Called on the link's thread: must not block. */
public interface SessionListener {
    /** A wake-up has come; it still waits to be acknowledged. */
    default void event(Event event) {}

    /** The connection is gone and is tried again; everything under way waits. */
    default void lost(HpcException cause) {}

    /** The session is over: no connection will follow, and what was under way fails. Told once or more. */
    default void failed(HpcException cause) {}

    /** A connection is up again, and what was under way goes on. */
    default void restored() {}
}
