package org.hpcdaemon.platform.socket;

import java.util.function.LongSupplier;
import org.hpcdaemon.platform.live.LiveConnections;

/**
 * One WebSocket among those that are open: found there by its key when that is revoked, and when it falls silent.
 *
 * @param bytesReceived on its connection
 */
record Attendance(LiveConnections live, String keyId, OpenPeers peers, LongSupplier bytesReceived) {
    void begin(SocketPeer peer, Runnable revoked) {
        live.add(keyId, revoked);
        peers.add(peer, bytesReceived);
    }

    void end(SocketPeer peer, Runnable revoked) {
        live.remove(keyId, revoked);
        peers.remove(peer);
    }
}
