package org.hpcdaemon.daemon.uplink;

import java.util.Optional;
import java.util.function.Supplier;
import org.hpcdaemon.daemon.config.KeyMark;

/** The key that the link connects with. Setup may store another while the daemon runs. Thread-safe. */
public final class ConnectionKey {
    private final Supplier<Optional<String>> stored;
    private volatile String inUse;

    /**
     * @param first that the daemon was started with
     * @param stored the one that is stored now for the same daemon at the same platform; empty if unknown
     */
    public ConnectionKey(String first, Supplier<Optional<String>> stored) {
        this.inUse = first;
        this.stored = stored;
    }

    /** The newest, for a connection that is about to be made. */
    public String take() {
        String newest = stored.get().orElse(inUse);
        inUse = newest;
        return newest;
    }

    /** Of the one that the last connection was made with. */
    public KeyMark mark() {
        return KeyMark.of(inUse);
    }

    /** Whether another connection would be made with another key. */
    boolean isReplaced() {
        return stored.get()
                .map(KeyMark::of)
                .filter(newest -> !newest.equals(mark()))
                .isPresent();
    }
}
