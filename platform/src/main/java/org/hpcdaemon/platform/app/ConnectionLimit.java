package org.hpcdaemon.platform.app;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.SelectorManager;
import org.hpcdaemon.platform.metrics.MetricsText;

/**
 * Bounds the connections. When they become scarce, idle ones that are not WebSockets are ended for those that come, the
 * longest idle first; no client waits to be accepted. Thread-safe.
 */
final class ConnectionLimit implements Connection.Listener, SelectorManager.AcceptListener {
    private static final System.Logger LOG = System.getLogger(ConnectionLimit.class.getName());

    /** One address has a tenth that are idle: no single host crowds the others out, and a campus behind one has enough. */
    private static final int ADDRESSES = 10;

    /** Of all connections, a twentieth is kept free by ending idle ones: what a burst opens before they are gone. */
    private static final int FREE = 20;

    /** Each look is at all connections, so it ends a hundredth of them, not one. */
    private static final int AT_ONCE = 100;

    /** Often enough to see that it lasts, and no log is filled by it. */
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    /** Agents take no more WebSockets than four fifths of all connections: daemons find the rest. */
    private static final int FOR_DAEMONS = 5;

    /** At most, also in a large heap: selectors and looks at all connections are tried with this many. */
    private static final int MAX_CONNECTIONS = 10_000;

    /** What a connection takes of the heap, at most: an idle one 5 KB, a WebSocket 11 to 16. */
    private static final int PLAIN_BYTES = 12 << 10;

    /** With the state of its encryption, some 20 KB. */
    private static final int TLS_BYTES = 32 << 10;

    /** One part in so many: the most that were ended and may still be open beside all others. */
    private static final int LINGERING = 4;

    /** Files that are no connections: jars, the database, logs, mail. */
    private static final int OTHER_FILES = 200;

    private final int most;
    private final boolean behindProxy;
    private final HttpConnections http;
    private final LongSupplier nanoTime;
    private final Set<SelectableChannel> open = ConcurrentHashMap.newKeySet();
    private final LongAdder ended = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private long warnedAt;
    private long endedBefore;
    private long refusedBefore;

    /** @param behindProxy whether an address is the proxy's, which speaks for many */
    ConnectionLimit(int most, boolean behindProxy, HttpConnections http, LongSupplier nanoTime) {
        this.most = most;
        this.behindProxy = behindProxy;
        this.http = http;
        this.nanoTime = nanoTime;
        this.warnedAt = nanoTime.getAsLong() - BETWEEN_WARNINGS.toNanos();
    }

    /** How many connections fit into half of a heap, and into what files the process may open. */
    static int fitting(long heapBytes, long files, boolean tls) {
        long fitting = heapBytes / 2 / (tls ? TLS_BYTES : PLAIN_BYTES);
        return Math.toIntExact(Math.max(ADDRESSES, Math.min(MAX_CONNECTIONS, Math.min(fitting, files - OTHER_FILES))));
    }

    int most() {
        return most;
    }

    int open() {
        return open.size();
    }

    int webSockets() {
        return Math.max(0, open.size() - http.count() - http.ending());
    }

    void measure(MetricsText text) {
        text.gauge("connections", "Open connections, WebSockets included.", open())
                .gauge("connections_max", "Connections that there may be.", most)
                .gauge("websockets", "Open WebSockets: of daemons and of agents.", webSockets())
                .counter("connections_ended_total", "Idle connections that were ended for others.", ended.sum())
                .counter("connections_refused_total", "Connections refused while none was idle.", refused.sum());
    }

    boolean hasRoomForAgents() {
        return webSockets() < most - most / FOR_DAEMONS;
    }

    @Override
    public void onAccepting(SelectableChannel channel) {
        int over = 1 + open.size() - http.ending() - (most - most / FREE);
        if (over > 0) {
            ended.add(http.endIdlest(over + most / AT_ONCE));
        }
        // Those that were ended just now keep nothing out, though Jetty has not told of their ends yet.
        if (open.size() - Math.min(http.ending(), most / LINGERING) < most) {
            open.add(channel);
        } else {
            refused.increment();
            close(channel); // Accepting it fails then, quietly.
        }
        if (over > 0) {
            warn("connections are scarce");
        }
    }

    @Override
    public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
        open.remove(channel);
    }

    @Override
    public void onClosed(SelectableChannel channel) {
        open.remove(channel);
    }

    @Override
    public void onOpened(Connection connection) {
        http.onOpened(connection);
        String from = HttpConnections.addressOf(connection);
        int share = most / ADDRESSES;
        if (!behindProxy && http.from(from) > share) {
            ended.add(http.endIdlest(1 + share / AT_ONCE, from));
            warn(from + " has its share of connections, " + share);
        }
    }

    @Override
    public void onClosed(Connection connection) {
        http.onClosed(connection);
    }

    private synchronized void warn(String what) {
        long now = nanoTime.getAsLong();
        if (now - warnedAt < BETWEEN_WARNINGS.toNanos()) {
            return;
        }
        warnedAt = now;
        LOG.log(
                Level.WARNING,
                "{0}: {1} of at most {2} are open, {3} of them no WebSockets, from {4} addresses; since the last such"
                        + " line {5} idle ones were ended for others, and {6} refused",
                what,
                open.size(),
                most,
                http.count(),
                http.addresses(),
                ended.sum() - endedBefore,
                refused.sum() - refusedBefore);
        endedBefore = ended.sum();
        refusedBefore = refused.sum();
    }

    private static void close(SelectableChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a refused connection did not close cleanly; it is gone all the same", e);
        }
    }
}
