package org.hpcdaemon.daemon.life;

import java.time.Duration;
import org.hpcdaemon.linux.process.DaemonLoop;

/**
 * Gives memory back. Java's serial collector takes more from the system for as long as it may, before it looks for garbage
 * among what has lived a while: over months an idle daemon would grow to the most it may have. Here it is made to look when
 * it has taken more. Stops at {@link #close}.
 */
public final class HeapKeeper implements AutoCloseable {
    /** Several questions about ten thousand jobs could be asked meanwhile; each leaves some MiB of garbage. */
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(5);

    /** A collection takes some 40 ms: not for less than one would notice. */
    private static final long WORTH_IT = 4 << 20;

    private final Runtime java = Runtime.getRuntime();
    private final DaemonLoop loop = new DaemonLoop("heap", this::look);
    private long taken = java.totalMemory();

    public void start() {
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
    }

    private boolean look() throws InterruptedException {
        Thread.sleep(LOOK_INTERVAL);
        if (java.totalMemory() > taken + WORTH_IT) {
            System.gc();
            taken = java.totalMemory();
        }
        return true;
    }
}
