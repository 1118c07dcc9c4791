package org.hpcdaemon.daemon.uplink;

import java.time.Duration;
import org.hpcdaemon.linux.process.DaemonLoop;

/** The loop that has a running daemon take up the key that setup stored meanwhile. Stops at {@link #close}. */
public final class KeyWatch implements AutoCloseable {
    /** A user waits for it at the end of setup, and a check is one small read of the store. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(2);

    private final ConnectionKey key;
    private final Uplink uplink;
    private final DaemonLoop loop = new DaemonLoop("key watch", this::look);

    public KeyWatch(ConnectionKey key, Uplink uplink) {
        this.key = key;
        this.uplink = uplink;
    }

    public void start() {
        loop.start();
    }

    private boolean look() throws InterruptedException {
        Thread.sleep(POLL_INTERVAL);
        if (key.isReplaced()) {
            uplink.reconnect("setup stored a new key, which is taken up now");
        }
        return true;
    }

    @Override
    public void close() {
        loop.close();
    }
}
