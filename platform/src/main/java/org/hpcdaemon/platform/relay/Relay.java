package org.hpcdaemon.platform.relay;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.hpcdaemon.platform.metrics.MetricsText;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.route.CloseCode;
import org.hpcdaemon.protocol.message.route.RouteOpen;
import org.jspecify.annotations.Nullable;

/** Which daemons are connected, and who is routed to them. Thread-safe; never blocks on a peer. */
public final class Relay {
    private final Map<DaemonAddress, DaemonConnection> daemons = new ConcurrentHashMap<>();
    private final MemoryBudget budget;
    private final LongAdder bytesToAgents = new LongAdder();
    private final LongAdder bytesToDaemons = new LongAdder();

    public Relay(MemoryBudget budget) {
        this.budget = budget;
    }

    /** A new connection of a daemon, unknown to agents until {@link DaemonConnection#online}. */
    public DaemonConnection accept(DaemonAddress address, DaemonPort port) {
        return new DaemonConnection(this, address, port);
    }

    /**
     * Routes an agent to a daemon of the same user.
     *
     * @throws HpcException {@code daemon_offline} or {@code busy}
     */
    public RelayRoute open(DaemonAddress address, RouteOpen who, AgentPort agent) {
        if (!who.user().equals(address.user())) {
            throw new IllegalArgumentException("an agent is routed to its own user's daemons only");
        }
        return connection(address).open(who, agent);
    }

    /** Throws what {@link #open} would throw now; for an answer before the agent's connection is upgraded. */
    public void refuseIfUnreachable(DaemonAddress address) {
        connection(address).refuseIfFull();
    }

    public boolean isOnline(DaemonAddress address) {
        return daemons.containsKey(address);
    }

    /** Ends the daemon's connection, if it has one. */
    public void disconnect(DaemonAddress address, CloseCode code, String reason) {
        Optional.ofNullable(daemons.get(address)).ifPresent(daemon -> daemon.close(code, reason));
    }

    /** Ends every daemon's connection, and with it every route. */
    public void disconnectAll(CloseCode code, String reason) {
        List.copyOf(daemons.values()).forEach(daemon -> daemon.close(code, reason));
    }

    /**
     * Tells an agent something on its connections, and the account owner on theirs, where there is room.
     *
     * @param agent absent: the account owner alone
     */
    public void tell(UserId user, @Nullable AgentId agent, Message.Text message) {
        daemons.values().stream()
                .filter(daemon -> daemon.address().user().equals(user))
                .flatMap(daemon -> daemon.routes().stream())
                .filter(route ->
                        route.who().agent() == null || route.who().agent().equals(agent))
                .forEach(route -> route.offer(message));
    }

    /** The daemons that are online. */
    public List<DaemonConnection> online() {
        return List.copyOf(daemons.values());
    }

    /** Adds how much goes on here. */
    public void measure(MetricsText text) {
        text.gauge("daemons_online", "Daemons that are connected.", daemons.size())
                .gauge(
                        "routes_open",
                        "Connections of agents to daemons.",
                        daemons.values().stream()
                                .mapToLong(daemon -> daemon.routes().size())
                                .sum())
                .counter(
                        "relayed_bytes_total",
                        "Bytes of messages that were passed on.",
                        "to",
                        Map.of("agents", bytesToAgents.sum(), "daemons", bytesToDaemons.sum()))
                .gauge("relay_memory_free_bytes", "What more queued messages may take.", budget.free());
    }

    void passedToAgent(long bytes) {
        bytesToAgents.add(bytes);
    }

    void passedToDaemon(long bytes) {
        bytesToDaemons.add(bytes);
    }

    MemoryBudget budget() {
        return budget;
    }

    void online(DaemonConnection connection) {
        DaemonConnection older = daemons.put(connection.address(), connection);
        if (older != null && older != connection) {
            older.close(CloseCode.REPLACED, "a newer connection of this daemon took over");
        }
    }

    void gone(DaemonConnection connection) {
        daemons.remove(connection.address(), connection);
    }

    /** Closes the route that holds the most, so that a stalled reader pays and not the one that came last. */
    boolean shedFattestRoute() {
        Optional<RelayRoute> fattest = daemons.values().stream()
                .map(DaemonConnection::fattest)
                .filter(Objects::nonNull)
                .filter(route -> route.held() > 0)
                .max(Comparator.comparingLong(RelayRoute::held));
        fattest.ifPresent(route -> route.tooSlow("you read too slowly; resume at your offsets"));
        return fattest.isPresent();
    }

    private DaemonConnection connection(DaemonAddress address) {
        DaemonConnection connection = daemons.get(address);
        if (connection == null) {
            throw DaemonConnection.offline(address);
        }
        return connection;
    }
}
