package org.hpcdaemon.platform.app;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.hpcdaemon.platform.metrics.MetricsText;

/**
 * {@code GET /metrics}, for monitoring on the platform's host: at an address of its own, so that no proxy in front
 * of the platform shows it to others.
 */
public final class MetricsServer implements AutoCloseable {
    /** A few collectors and a person. Using up all of them blocks only the metrics. */
    private static final int CONNECTIONS = 20;

    /** One that accepts, one that reads, and a few that answer; Jetty wants that many. */
    private static final int THREADS = 6;

    /** A collector comes back every few seconds, or it connects anew. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Server server;
    private final URI uri;

    private MetricsServer(Server server, URI uri) {
        this.server = server;
        this.uri = uri;
    }

    /**
     * Serves at once.
     *
     * @param measure writes what there is to tell; asked by one thread at a time
     * @throws org.hpcdaemon.protocol.error.HpcException if the address is taken
     */
    public static MetricsServer start(String host, int port, Consumer<MetricsText> measure) throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
        threads.setName("metrics");
        Server server = new Server(threads);
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE.toMillis());
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(CONNECTIONS, server));
        server.setHandler(new Door(measure));
        try {
            server.start();
        } catch (IOException e) {
            server.stop();
            throw WebServer.cannotListen(host, port, "--metrics-listen", e);
        }
        return new MetricsServer(
                server,
                URI.create("http://" + WebServer.bracketed(host) + ":" + connector.getLocalPort() + "/metrics"));
    }

    /** Where they are. */
    public URI uri() {
        return uri;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("stopping was not clean", e);
        }
    }

    private static final class Door extends Handler.Abstract {
        private final Consumer<MetricsText> measure;

        Door(Consumer<MetricsText> measure) {
            super(InvocationType.BLOCKING);
            this.measure = measure;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            if (!Request.getPathInContext(request).equals("/metrics")) {
                Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            } else if (!request.getMethod().equals("GET")) {
                response.getHeaders().put(HttpHeader.ALLOW, "GET");
                Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
            } else {
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, MetricsText.CONTENT_TYPE);
                response.write(true, StandardCharsets.UTF_8.encode(text()), callback);
            }
            return true;
        }

        /** In turn, so that a flood of them takes one of the database's readers, not all. */
        private synchronized String text() {
            MetricsText text = new MetricsText();
            measure.accept(text);
            return text.toString();
        }
    }
}
