package org.hpcdaemon.platform.socket;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.hpcdaemon.platform.audit.Audit;
import org.hpcdaemon.platform.audit.Visit;
import org.hpcdaemon.platform.audit.Who;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.platform.live.LiveConnections;
import org.hpcdaemon.platform.relay.DaemonAddress;
import org.hpcdaemon.platform.relay.Relay;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.route.RouteOpen;

/** Turns admitted requests into WebSockets, or refuses them while they are still HTTP. */
public final class SocketDoors {
    /** One read from the network; past 32 KiB throughput no longer rises. */
    private static final int INPUT_BUFFER = 32 << 10;

    /** Of a handshake (RFC 6455 4.1). */
    private static final int NONCE_BYTES = 16;

    private static final String CONNECT = "connect by WebSocket, with subprotocol " + Limits.SUBPROTOCOL;

    private final ServerWebSocketContainer container;
    private final Relay relay;
    private final LiveConnections live;
    private final DaemonFacts facts;
    private final Executor virtualThreads;
    private final Audit audit;
    private final BooleanSupplier roomForAgents;
    private final OpenPeers peers;

    public SocketDoors(
            ServerWebSocketContainer container,
            Relay relay,
            LiveConnections live,
            DaemonFacts facts,
            Executor virtualThreads,
            Audit audit,
            BooleanSupplier roomForAgents,
            LongSupplier nanoTime) {
        this.container = container;
        this.relay = relay;
        this.live = live;
        this.facts = facts;
        this.virtualThreads = virtualThreads;
        this.audit = audit;
        this.roomForAgents = roomForAgents;
        this.peers = new OpenPeers(nanoTime);
        container.setIdleTimeout(Duration.ZERO); // It would count what we write: see Silence.
        container.setInputBufferSize(INPUT_BUFFER);
    }

    /** For an agent, to one of its user's daemons; another user's is answered as unknown. */
    public void agent(HttpCall call, Request request, Response response, Callback callback) {
        Identity caller = call.caller();
        DaemonAddress address = new DaemonAddress(caller.user(), daemonId(call.path("daemon")));
        if (!facts.registry().isKnown(address.user(), address.daemon())) {
            throw HpcException.notFound("daemon", address.daemon());
        }
        relay.refuseIfUnreachable(address);
        if (!roomForAgents.getAsBoolean()) {
            throw new HpcException(
                    ErrorCode.BUSY, "the platform has as many agents connected as it may; try again later");
        }
        RouteOpen who = switch (caller) {
            case Identity.Person person -> new RouteOpen(person.user(), null, null);
            case Identity.Agent agent -> new RouteOpen(agent.user(), agent.agent(), agent.name());
            case Identity.Daemon _ -> throw new IllegalStateException("a daemon is not admitted here");
        };
        Visit visit = new Visit(audit, Who.of(caller), call.remoteAddress(), address.daemon());
        AgentSocket socket = new AgentSocket(relay, address, who, attendance(caller, request), visit);
        upgrade(socket, request, response, callback);
    }

    /** For a daemon, by its own key. */
    public void daemon(HttpCall call, Request request, Response response, Callback callback) {
        if (!(call.caller() instanceof Identity.Daemon identity)) {
            throw new IllegalStateException("only a daemon is admitted here");
        }
        Visit visit = new Visit(audit, Who.of(identity), call.remoteAddress(), identity.daemon());
        DaemonSocket socket =
                new DaemonSocket(relay, identity, attendance(identity, request), facts, virtualThreads, visit);
        upgrade(socket, request, response, callback);
    }

    /** Ends the connections of peers from which nothing was received for {@link Silence#LIMIT}. */
    public void cutSilent() {
        peers.cutSilent();
    }

    private Attendance attendance(Identity caller, Request request) {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        return new Attendance(
                live, caller.keyId(), peers, () -> endPoint.getConnection().getBytesIn());
    }

    private void upgrade(Session.Listener socket, Request request, Response response, Callback callback) {
        if (!offersOurs(request)) {
            throw new HpcException(ErrorCode.INVALID_REQUEST, CONNECT);
        }
        if (!hasNonce(request)) {
            throw new HpcException(
                    ErrorCode.INVALID_REQUEST, "Sec-WebSocket-Key is not 16 bytes in base64 (RFC 6455 4.1)");
        }
        boolean upgraded = container.upgrade(
                (_, accepted, _) -> {
                    accepted.setAcceptedSubProtocol(Limits.SUBPROTOCOL);
                    accepted.setExtensions(List.of()); // Compression would cost memory for each connection.
                    return socket;
                },
                request,
                response,
                callback);
        if (!upgraded) {
            throw new HpcException(ErrorCode.INVALID_REQUEST, CONNECT);
        }
    }

    private static boolean offersOurs(Request request) {
        return request.getHeaders().getCSV("Sec-WebSocket-Protocol", false).contains(Limits.SUBPROTOCOL);
    }

    private static boolean hasNonce(Request request) {
        try {
            String key = request.getHeaders().get("Sec-WebSocket-Key");
            return key != null && Base64.getDecoder().decode(key).length == NONCE_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A text that cannot be a daemon's id is answered like an unknown one. */
    private static DaemonId daemonId(String text) {
        try {
            return new DaemonId(text);
        } catch (IllegalArgumentException e) {
            throw new HpcException(ErrorCode.NOT_FOUND, "no such daemon", e);
        }
    }
}
