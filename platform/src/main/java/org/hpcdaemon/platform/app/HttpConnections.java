package org.hpcdaemon.platform.app;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.IdleTimeout;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.hpcdaemon.platform.identity.Address;

/**
 * The connections that are not WebSockets, so that have shown no key yet or show one with each request, and which of
 * them are idle: no request on them is being answered. Thread-safe.
 */
final class HttpConnections implements Connection.Listener {
    /**
     * One of them.
     *
     * @param from its address, as limits count it
     * @param requests that had arrived when it was last looked at
     * @param since when it was opened, or last seen to have done something, in nanoseconds
     */
    private record Seen(String from, long requests, long since) {}

    /** @param silent for so many milliseconds: not a byte came or went */
    private record Idle(Connection connection, long silent, long since) {}

    /** Of two that fell silent in the same millisecond, what came last stays. */
    private static final Comparator<Idle> IDLEST_FIRST =
            Comparator.comparingLong(Idle::silent).reversed().thenComparing(Idle::since, (a, b) -> Long.signum(a - b));

    private final Map<Connection, Seen> seen = new ConcurrentHashMap<>();
    private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();

    /** Those on which a request is being answered, until its answer has ended: Jetty counts one as answered once it has begun. */
    private final Set<Connection> answering = ConcurrentHashMap.newKeySet();

    /** Those that were ended here, until their sockets are gone. */
    private final Set<Connection> ending = ConcurrentHashMap.newKeySet();

    private final long patienceNanos;
    private final LongSupplier nanoTime;

    HttpConnections(Duration patience, LongSupplier nanoTime) {
        this.patienceNanos = patience.toNanos();
        this.nanoTime = nanoTime;
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof ConnectionMetaData) {
            String from = addressOf(connection);
            seen.put(connection, new Seen(from, 0, nanoTime.getAsLong()));
            perAddress.merge(from, 1, Integer::sum);
        }
    }

    /** A request is being answered from now on. */
    void begin(Connection connection) {
        answering.add(connection);
    }

    /** Its answer has ended, whole or not. */
    void end(Connection connection) {
        answering.remove(connection);
    }

    @Override
    public void onClosed(Connection connection) {
        answering.remove(connection);
        ending.remove(connection);
        forget(connection);
    }

    int count() {
        return seen.size();
    }

    int ending() {
        return ending.size();
    }

    int addresses() {
        return perAddress.size();
    }

    int from(String address) {
        return perAddress.getOrDefault(address, 0);
    }

    static String addressOf(Connection connection) {
        SocketAddress remote = connection.getEndPoint().getRemoteSocketAddress();
        return remote instanceof InetSocketAddress address && address.getAddress() != null
                ? Address.group(address.getAddress().getHostAddress())
                : "unknown";
    }

    /**
     * Ends those that have not sent a whole request head in time. The idle timeout alone does not: a byte every few
     * seconds would keep a connection for ever.
     */
    void endSlow() {
        long now = nanoTime.getAsLong();
        seen.forEach((connection, before) -> {
            if (!isIdle(connection) || connection.getMessagesIn() != before.requests()) {
                seen.replace(connection, before, new Seen(before.from(), connection.getMessagesIn(), now));
            } else if (now - before.since() > patienceNanos) {
                connection.getEndPoint().close();
            }
        });
    }

    /** Ends those that were idle longest, at most that many; returns how many it ended. */
    int endIdlest(int most) {
        return end(_ -> true, most);
    }

    /** The same, among those of one address. */
    int endIdlest(int most, String address) {
        return end(one -> one.from().equals(address), most);
    }

    private int end(Predicate<Seen> which, int most) {
        List<Idle> idlest = seen.entrySet().stream()
                .filter(entry -> which.test(entry.getValue()) && isIdle(entry.getKey()))
                .map(entry -> new Idle(
                        entry.getKey(), silent(entry.getKey()), entry.getValue().since()))
                .sorted(IDLEST_FIRST)
                .limit(most)
                .toList();
        idlest.forEach(idle -> {
            forget(idle.connection()); // At once, so that it is not chosen again.
            ending.add(idle.connection());
            idle.connection().getEndPoint().close();
        });
        return idlest.size();
    }

    private static long silent(Connection connection) {
        return connection.getEndPoint() instanceof IdleTimeout endPoint ? endPoint.getIdleFor() : 0;
    }

    private boolean isIdle(Connection connection) {
        return !answering.contains(connection) && connection.getMessagesIn() <= connection.getMessagesOut();
    }

    private void forget(Connection connection) {
        Seen was = seen.remove(connection);
        if (was != null) {
            perAddress.computeIfPresent(was.from(), (_, count) -> count == 1 ? null : count - 1);
        }
    }
}
