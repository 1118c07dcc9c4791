package org.hpcdaemon.testkit;

/** Which of a connection's two byte streams. */
public enum Direction {
    /** From the side that connected to the server behind the proxy. */
    UP,
    /** From the server to the side that connected. */
    DOWN
}
