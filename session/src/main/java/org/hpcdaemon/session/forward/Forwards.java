package org.hpcdaemon.session.forward;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.ForwardRequest;
import org.hpcdaemon.protocol.message.forward.ForwardOpened;
import org.hpcdaemon.session.idempotency.Admission;
import org.hpcdaemon.session.route.Activity;
import org.hpcdaemon.session.route.AgentSlots;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.route.Route;

/** {@code forward.*}: connections to ports that an agent may reach from here. Thread-safe. */
public final class Forwards implements AutoCloseable {
    /** A node that is up answers in milliseconds; a firewall that drops packets never does. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final ForwardTargets targets;
    private final Admission admission;
    private final InstantSource clock;
    private final AgentSlots slots = new AgentSlots(new AgentSlots.Bounds(
            "forwarded connections",
            "close one",
            Limits.FORWARDS,
            Limits.FORWARDS_PER_AGENT,
            Limits.FORWARDS_RESERVED));
    private final Set<ForwardedConnection> open = ConcurrentHashMap.newKeySet();

    /**
     * Connects nothing yet.
     *
     * @param noNetwork whether agents have no network, so that nothing is allowed
     * @param admission asked before each connection
     */
    public Forwards(
            AllowForward allowed, boolean noNetwork, AgentPorts ports, Admission admission, InstantSource clock) {
        this.admission = admission;
        this.targets = new ForwardTargets(allowed, noNetwork, ports);
        this.clock = clock;
    }

    /**
     * A connection that was made.
     *
     * @param start begins to pass bytes: called once the answer is on its way, since none may come before it
     */
    public record Opened(ForwardOpened answer, Runnable start) {}

    /** Connects. Throws {@link HpcException}: what is not allowed, not there, or does not answer. */
    public Opened open(Caller caller, Route route, ForwardRequest.Open request) {
        admission.check(caller, request);
        slots.take(caller);
        AtomicBoolean held = new AtomicBoolean(true);
        Runnable free = () -> {
            if (held.compareAndSet(true, false)) {
                slots.free(caller);
            }
        };
        try {
            ForwardTargets.Target target = targets.of(caller, request);
            Socket socket = connected(target);
            try {
                return joined(socket, target, route, request, free);
            } catch (RuntimeException e) {
                closeQuietly(socket);
                throw e;
            }
        } catch (RuntimeException e) {
            free.run();
            throw e;
        }
    }

    private Opened joined(
            Socket socket, ForwardTargets.Target target, Route route, ForwardRequest.Open request, Runnable free) {
        ForwardedConnection connection =
                new ForwardedConnection(socket, route, request.stream(), clock.instant(), over -> {
                    free.run();
                    open.remove(over);
                });
        open.add(connection);
        if (connection.isOver()) { // with its route, maybe before it was added
            open.remove(connection);
        }
        try {
            // Once more: a freeze meanwhile has ended only those that were in the set.
            admission.check(route.caller(), request);
        } catch (HpcException e) {
            connection.close();
            throw e;
        }
        return new Opened(new ForwardOpened(target.host(), request.port()), connection::start);
    }

    private static Socket connected(ForwardTargets.Target target) {
        HpcException failure = new HpcException(ErrorCode.NOT_FOUND, target.host() + " has no address");
        for (InetAddress address : target.addresses()) {
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(address, target.port()), (int) CONNECT_TIMEOUT.toMillis());
                return socket;
            } catch (IOException e) {
                closeQuietly(socket);
                failure = failure(target.host() + ":" + target.port(), e);
            }
        }
        throw failure;
    }

    private static HpcException failure(String where, IOException failure) {
        return switch (failure) {
            case ConnectException _ ->
                new HpcException(
                        ErrorCode.NOT_FOUND,
                        "nothing listens on " + where + " (" + failure.getMessage() + ")",
                        failure);
            case SocketTimeoutException _ ->
                new HpcException(
                        ErrorCode.TIMED_OUT,
                        where + " did not answer within " + CONNECT_TIMEOUT.toSeconds()
                                + " s; a firewall may be in between",
                        failure);
            default ->
                new HpcException(
                        ErrorCode.NOT_FOUND, "cannot connect to " + where + ": " + failure.getMessage(), failure);
        };
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // Why it is closed is what the agent is told.
        }
    }

    /** Ends the connection of a stream of that route. */
    public Done close(Route route, ForwardRequest.Close request) {
        open.stream().filter(each -> each.isOf(route, request.stream())).forEach(ForwardedConnection::close);
        return new Done();
    }

    /** Those that are open. */
    public List<Activity> underWay() {
        return open.stream().map(ForwardedConnection::activity).toList();
    }

    /** Ends an agent's. Returns how many there were. */
    public int end(Caller caller) {
        List<ForwardedConnection> own = open.stream()
                .filter(each -> each.activity().caller().equals(caller))
                .toList();
        own.forEach(ForwardedConnection::end);
        return own.size();
    }

    @Override
    public void close() {
        open.forEach(ForwardedConnection::close);
    }
}
