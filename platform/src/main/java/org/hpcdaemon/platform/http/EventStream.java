package org.hpcdaemon.platform.http;

/** The answer to a listener of server-sent events (HTML standard, 9.2). Used by one thread. */
public interface EventStream {
    /** Writes a piece and waits until the connection has taken it. False if the listener has gone, or does not read. */
    boolean write(String text) throws InterruptedException;
}
