package org.hpcdaemon.platform.socket;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The open WebSockets, and which of them were silent for too long. Thread-safe. */
final class OpenPeers {
    private final Map<SocketPeer, Silence> peers = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    OpenPeers(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void add(SocketPeer peer, LongSupplier bytesReceived) {
        peers.put(peer, new Silence(bytesReceived, nanoTime.getAsLong()));
    }

    void remove(SocketPeer peer) {
        peers.remove(peer);
    }

    /** Cuts the connections of silent peers, without a close frame that they would not read. */
    void cutSilent() {
        long now = nanoTime.getAsLong();
        peers.forEach((peer, silence) -> {
            if (silence.isTooLong(peer.isListening(), now)) {
                peer.cut();
            }
        });
    }
}
