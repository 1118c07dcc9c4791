package org.hpcdaemon.testkit;

/** How a connection ends. */
public enum Cut {
    /** A reset, as from a firewall or a crashed host that is back: both ends see an error. */
    RST,
    /**
     * An orderly end, as from a process that was stopped: both ends see the end of the stream, and one that goes on
     * sending is reset.
     */
    FIN
}
