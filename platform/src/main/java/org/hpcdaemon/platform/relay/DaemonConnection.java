package org.hpcdaemon.platform.relay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.Utf8;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.frame.RouteFrame;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.message.route.CloseCode;
import org.hpcdaemon.protocol.message.route.RouteClose;
import org.hpcdaemon.protocol.message.route.RouteOpen;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a daemon and the routes on it. The queue towards the daemon holds at most one message of each
 * route, taken in turn, and a bounded number of opens and closes. Thread-safe.
 */
public final class DaemonConnection {
    /** Opens and closes not yet written: every route opened and closed twice, while the daemon reads nothing. */
    static final int CONTROL_BACKLOG = 4 * Limits.ROUTES_PER_DAEMON;

    private final Relay relay;
    private final DaemonAddress address;
    private final DaemonPort port;
    private final RelayQueue<ByteBuffer> queue;
    private final Map<Integer, RelayRoute> routes = new ConcurrentHashMap<>();
    private final AtomicInteger backlog = new AtomicInteger();
    private final Set<AgentId> agents = ConcurrentHashMap.newKeySet();
    private int lastRoute;
    private boolean closed;

    DaemonConnection(Relay relay, DaemonAddress address, DaemonPort port) {
        this.relay = relay;
        this.address = address;
        this.port = port;
        this.queue = new RelayQueue<>(port::send);
    }

    public DaemonAddress address() {
        return address;
    }

    /** Takes the daemon's place, closing an older connection of it; agents reach it from now on. */
    public void online() {
        relay.online(this);
        if (isClosed()) {
            relay.gone(this); // Its socket ended meanwhile.
        }
    }

    /** Sends on route 0; {@code done} runs when it is written or dropped. */
    public void send(String text, Runnable done) {
        queue.add(RouteFrame.text(RouteFrame.PLATFORM, text).encode(), done);
    }

    /**
     * A frame of the daemon, for any route but 0. What arrives for a route that has been closed is dropped.
     *
     * @throws HpcException if no daemon that follows the protocol sends this
     */
    public void received(RouteFrame frame) {
        RelayRoute route = routes.get(frame.route());
        if (route == null) {
            refuseNeverOpened(frame.route());
            return;
        }
        switch (frame.kind()) {
            case OPEN -> throw new HpcException(ErrorCode.INVALID_REQUEST, "a daemon does not open routes");
            case TEXT ->
                deliver(
                        route,
                        new Message.Text(utf8(frame.payload()), frame.payload().remaining()));
            case BINARY -> deliver(route, new Message.Binary(copy(frame.payload())));
            case CLOSE -> {
                RouteClose close = Json.read(utf8(frame.payload()), RouteClose.class);
                routes.remove(frame.route(), route);
                route.finish(close);
            }
        }
    }

    /** Ends this connection and its routes. */
    public void close(CloseCode code, String reason) {
        if (end()) {
            port.close(code, reason);
        }
    }

    /** The daemon's socket has ended. */
    public void portClosed() {
        end();
    }

    /** @throws HpcException if the daemon is gone, or has as many routes as it may */
    RelayRoute open(RouteOpen who, AgentPort agent) {
        byte[] open = Json.write(who).getBytes(StandardCharsets.UTF_8);
        RelayRoute route;
        Runnable send;
        synchronized (this) {
            if (closed) {
                throw offline(address);
            }
            refuseIfFull();
            route = new RelayRoute(++lastRoute, who, this, agent, relay.budget());
            routes.put(route.number(), route);
            // Under the lock that a CLOSE is queued under: so that a thread that already sees the route cannot close it
            // first.
            send = control(new RouteFrame(route.number(), RouteFrame.Kind.OPEN, ByteBuffer.wrap(open)));
        }
        Optional.ofNullable(who.agent()).ifPresent(agents::add);
        send.run();
        return route;
    }

    /** These agents have something running on the daemon, whether they connect or not. */
    public void holds(List<AgentId> present) {
        agents.addAll(present);
    }

    /** The agents that may have something on the daemon: those that were routed to it, or that it named. */
    public Set<AgentId> agents() {
        return Set.copyOf(agents);
    }

    /** The daemon is told of them no more. */
    public void forget(Set<AgentId> gone) {
        agents.removeAll(gone);
    }

    void refuseIfFull() {
        if (routes.size() >= Limits.ROUTES_PER_DAEMON) {
            throw busy("has " + routes.size() + " agents connected");
        }
        int waiting = backlog.get();
        if (waiting > CONTROL_BACKLOG / 2) {
            throw busy("reads too slowly: " + waiting + " connections opened and closed wait for it");
        }
    }

    private HpcException busy(String why) {
        return new HpcException(ErrorCode.BUSY, "daemon " + address.daemon() + " " + why + "; try again later");
    }

    Collection<RelayRoute> routes() {
        return routes.values();
    }

    void forward(RouteFrame frame, Runnable taken) {
        relay.passedToDaemon(frame.payload().remaining());
        queue.add(frame.encode(), taken);
    }

    private void deliver(RelayRoute route, Message message) {
        relay.passedToAgent(message.bytes());
        route.deliver(message);
    }

    void closeRoute(RelayRoute route, RouteClose close) {
        byte[] payload = Json.write(close).getBytes(StandardCharsets.UTF_8);
        Runnable send;
        synchronized (this) {
            if (!routes.remove(route.number(), route)) {
                return;
            }
            send = control(new RouteFrame(route.number(), RouteFrame.Kind.CLOSE, ByteBuffer.wrap(payload)));
        }
        send.run();
    }

    boolean shedFattestRoute() {
        return relay.shedFattestRoute();
    }

    static HpcException offline(DaemonAddress address) {
        return new HpcException(
                ErrorCode.DAEMON_OFFLINE, "daemon " + address.daemon() + " is not connected; try again later");
    }

    /** Queues an open or close; what is returned sends it, and is run without the lock. */
    private Runnable control(RouteFrame frame) {
        boolean tooMany = backlog.incrementAndGet() > CONTROL_BACKLOG;
        Runnable send = queue.enqueue(frame.encode(), backlog::decrementAndGet);
        return () -> {
            if (tooMany) {
                close(CloseCode.TOO_SLOW, "you read too slowly: " + CONTROL_BACKLOG + " opens and closes wait");
            }
            send.run();
        };
    }

    private boolean end() {
        List<RelayRoute> left;
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
            left = List.copyOf(routes.values());
            routes.clear();
        }
        relay.gone(this);
        queue.close();
        RouteClose close = new RouteClose(CloseCode.DAEMON_OFFLINE.number(), "the daemon's connection ended");
        left.forEach(route -> route.finish(close));
        return true;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void refuseNeverOpened(int route) {
        if (Integer.compareUnsigned(route, lastRoute) > 0) {
            throw new HpcException(
                    ErrorCode.INVALID_REQUEST, "route " + Integer.toUnsignedString(route) + " was never opened");
        }
    }

    private static String utf8(ByteBuffer payload) {
        return Utf8.text(payload)
                .orElseThrow(() -> new HpcException(ErrorCode.INVALID_REQUEST, "a text message is invalid UTF-8"));
    }

    private static ByteBuffer copy(ByteBuffer payload) {
        return ByteBuffer.allocate(payload.remaining()).put(payload.duplicate()).flip();
    }

    @Override
    public String toString() {
        return address.toString();
    }

    /** For the relay's search; null without routes. */
    @Nullable
    RelayRoute fattest() {
        RelayRoute fattest = null;
        for (RelayRoute route : routes.values()) {
            if (fattest == null || route.held() > fattest.held()) {
                fattest = route;
            }
        }
        return fattest;
    }
}
