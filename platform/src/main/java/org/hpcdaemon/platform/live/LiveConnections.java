package org.hpcdaemon.platform.live;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hpcdaemon.platform.identity.Authenticator;

/** The open sockets by the id of the key or token that each presented. Thread-safe. */
public final class LiveConnections {
    private final Map<String, Set<Runnable>> closers = new ConcurrentHashMap<>();

    /** Registers a connection; {@code close} ends it as unauthorized, and may run more than once. */
    public void add(String keyId, Runnable close) {
        closers.compute(keyId, (_, set) -> {
            Set<Runnable> all = set == null ? ConcurrentHashMap.newKeySet() : set;
            all.add(close);
            return all;
        });
    }

    public void remove(String keyId, Runnable close) {
        closers.computeIfPresent(keyId, (_, set) -> {
            set.remove(close);
            return set.isEmpty() ? null : set;
        });
    }

    /** Ends the connections of a key that was revoked just now. */
    public void keyRevoked(String keyId) {
        closers.getOrDefault(keyId, Set.of()).forEach(Runnable::run);
    }

    /** Ends the connections of keys that were revoked by anyone, another process included: one query for all. */
    public void closeRevoked(Authenticator authenticator) {
        Set<String> present = Set.copyOf(closers.keySet());
        if (!present.isEmpty()) {
            authenticator.revokedAmong(present).forEach(this::keyRevoked);
        }
    }
}
