package org.hpcdaemon.daemon.uplink;

import java.time.Duration;
import org.hpcdaemon.linux.process.DaemonLoop;

/** The loop that has a running daemon take up the key that setup stored meanwhile. Stops at {@link #close}. */
public final class KeyWatch implements AutoCloseable {
    /** Somebody waits for it at the end of a setup, and a look is one small read of the store. */
    private static final Duration LOOK = Duration.ofSeconds(2);

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
        Thread.sleep(LOOK);
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
