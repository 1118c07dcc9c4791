package org.hpcdaemon.platform.peer;

import java.util.concurrent.atomic.AtomicReference;
import org.hpcdaemon.link.Peer;
import org.hpcdaemon.link.Transport;
import org.hpcdaemon.platform.relay.DaemonAddress;
import org.hpcdaemon.platform.relay.Relay;
import org.hpcdaemon.protocol.message.route.CloseCode;
import org.hpcdaemon.protocol.message.route.RouteClose;
import org.hpcdaemon.protocol.message.route.RouteOpen;
import org.jspecify.annotations.Nullable;

/** Connections of one agent to one daemon within this process: each is a route of the relay, as an agent's WebSocket is. Thread-safe. */
final class RouteTransport implements Transport {
    private final Relay relay;
    private final DaemonAddress address;
    private final RouteOpen who;
    private final AtomicReference<@Nullable RouteConnection> latest = new AtomicReference<>();
    private volatile boolean revoked;

    RouteTransport(Relay relay, DaemonAddress address, RouteOpen who) {
        this.relay = relay;
        this.address = address;
        this.who = who;
    }

    @Override
    public Attempt attempt(Peer peer) {
        RouteConnection connection = new RouteConnection(peer, port -> relay.open(address, who, port));
        latest.set(connection);
        if (revoked) {
            connection.abort(unauthorized());
        }
        return connection;
    }

    /** Ends the connection, and each that would follow: the key was revoked. */
    void revoke() {
        revoked = true;
        RouteConnection connection = latest.get();
        if (connection != null) {
            connection.abort(unauthorized());
        }
    }

    private static RouteClose unauthorized() {
        return new RouteClose(CloseCode.UNAUTHORIZED.number(), "the key was revoked");
    }
}
