package org.hpcdaemon.client.http;

import java.net.http.HttpClient;
import java.util.concurrent.Executors;
import org.hpcdaemon.link.network.Network;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client that is made at its first use: it reads all of Java's certificates, and a call to a daemon asks the platform nothing
 * by HTTP. Thread-safe.
 */
public final class LazyHttp implements AutoCloseable {
    private final Network network;
    private @Nullable HttpClient client;
    private boolean closed;

    public LazyHttp(Network network) {
        this.network = network;
    }

    synchronized HttpClient get() {
        if (closed) {
            throw new IllegalStateException("used after it was closed");
        }
        HttpClient made = client;
        if (made == null) {
            made = network.client()
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();
            client = made;
        }
        return made;
    }

    /** Ends what is under way. */
    @Override
    public synchronized void close() {
        closed = true;
        if (client != null) {
            client.shutdownNow();
        }
    }
}
