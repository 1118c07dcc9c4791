package org.hpcdaemon.daemon.uplink;

import java.time.Duration;
import org.hpcdaemon.linux.process.DaemonLoop;
import org.hpcdaemon.store.ChangeWatch;

/** The loop that has a running daemon take up the key that setup stored meanwhile. Stops at {@link #close}. */
public final class KeyWatch implements AutoCloseable {
    /** A user waits for it at the end of setup. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(2);

    private final ConnectionKey key;
    private final Uplink uplink;
    private final ChangeWatch changes;
    private final DaemonLoop loop = new DaemonLoop("key watch", this::look);

    /** @param changes of where the key is stored */
    public KeyWatch(ConnectionKey key, Uplink uplink, ChangeWatch changes) {
        this.key = key;
        this.uplink = uplink;
        this.changes = changes;
    }

    public void start() {
        loop.start();
    }

    private boolean look() throws InterruptedException {
        Thread.sleep(POLL_INTERVAL);
        if (changes.mayHaveChanged() && key.isReplaced()) {
            uplink.reconnect("setup stored a new key, which is taken up now");
        }
        return true;
    }

    @Override
    public void close() {
        loop.close();
    }
}
