package org.hpcdaemon.daemon.pty;

/** Platform threads for calls that wait in the kernel: a virtual one would hold its carrier there. */
public final class Threads {
    // Frames here are few and flat; the default of 1 MiB each would count against an address space limit.
    private static final long STACK = 256 << 10;

    private Threads() {}

    /** Starts a daemon thread with a small stack. */
    public static Thread start(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, STACK, false);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
