package org.hpcdaemon.platform.socket;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The open WebSockets, and which of them were silent for too long. Thread-safe. */
final class OpenPeers {
    private final Map<Peer, Silence> peers = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    OpenPeers(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void add(Peer peer, LongSupplier bytesReceived) {
        peers.put(peer, new Silence(bytesReceived, nanoTime.getAsLong()));
    }

    void remove(Peer peer) {
        peers.remove(peer);
    }

    /** Cuts the connections of the silent ones; there is nobody to say farewell to. */
    void cutSilent() {
        long now = nanoTime.getAsLong();
        peers.forEach((peer, silence) -> {
            if (silence.isTooLong(peer.isListening(), now)) {
                peer.cut();
            }
        });
    }
}
