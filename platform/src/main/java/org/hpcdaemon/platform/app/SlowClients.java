package org.hpcdaemon.platform.app;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;

/**
 * Ends HTTP connections that have not sent a whole request head in time. The idle timeout alone does not: a byte
 * every few seconds would keep a connection for ever. WebSockets are no HTTP connections any more. Thread-safe.
 */
final class SlowClients implements Connection.Listener {
    private record Seen(long requests, long since) {}

    private final Map<Connection, Seen> seen = new ConcurrentHashMap<>();
    private final long patienceNanos;
    private final LongSupplier nanoTime;

    SlowClients(Duration patience, LongSupplier nanoTime) {
        this.patienceNanos = patience.toNanos();
        this.nanoTime = nanoTime;
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof ConnectionMetaData) {
            seen.put(connection, new Seen(0, nanoTime.getAsLong()));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        seen.remove(connection);
    }

    /** Ends those whose request is late. */
    void sweep() {
        long now = nanoTime.getAsLong();
        seen.forEach((connection, before) -> {
            long requests = connection.getMessagesIn();
            boolean answering = requests > connection.getMessagesOut();
            if (answering || requests != before.requests()) {
                seen.replace(connection, before, new Seen(requests, now));
            } else if (now - before.since() > patienceNanos) {
                connection.getEndPoint().close();
            }
        });
    }
}
