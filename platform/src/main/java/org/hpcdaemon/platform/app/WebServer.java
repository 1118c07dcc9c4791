package org.hpcdaemon.platform.app;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.hpcdaemon.platform.http.JsonErrors;
import org.hpcdaemon.platform.metrics.MetricsText;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.route.CloseCode;

/** Jetty, configured for many silent connections in a small heap. */
final class WebServer {
    /** Connections the kernel holds while we are busy accepting: a burst of a thousand clients fits. */
    private static final int ACCEPT_QUEUE = 1024;

    /** Threads that read and write sockets; requests run on virtual threads. */
    private static final int THREADS = 64;

    /** Buffers that Jetty keeps for the next use, on the heap and off it, each. */
    private static final long POOLED_BYTES = 16L << 20;

    /** Clients of TLS 1.2 that come back without a whole handshake; each is remembered in the heap. */
    private static final int TLS_SESSIONS = 1000;

    /** How long a stop waits for requests that are being answered. */
    private static final Duration FINISHING = Duration.ofSeconds(2);

    /** At a stop, how long connections on which nothing happens stay. */
    private static final Duration KEEP_ALIVE_AT_STOP = Duration.ofMillis(200);

    private final Server server;
    private final ServerConnector connector;
    private final PlatformConfig config;
    private final HttpConnections http;
    private final ConnectionLimit limit;

    WebServer(PlatformConfig config, Executor virtualThreads) throws IOException {
        this.config = config;
        this.http = new HttpConnections(config.patience(), System::nanoTime);
        this.limit = new ConnectionLimit(connections(config), config.behindProxy(), http, System::nanoTime);
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
        threads.setName("platform");
        threads.setVirtualThreadsExecutor(virtualThreads);
        this.server = new Server(threads, null, new ArrayByteBufferPool(0, -1, -1, -1, POOLED_BYTES, POOLED_BYTES));
        this.connector = connector(server, config);
        connector.addBean(limit);
        connector.setHost(config.host());
        connector.setPort(config.port());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setIdleTimeout(config.patience().toMillis());
        server.addConnector(connector);
        server.setErrorHandler(new JsonErrors());
        server.setStopTimeout(FINISHING.toMillis());
        connector.setShutdownIdleTimeout(KEEP_ALIVE_AT_STOP.toMillis());
    }

    ServerWebSocketContainer webSockets() {
        return ServerWebSocketContainer.ensure(server);
    }

    URI start(Handler handler) throws Exception {
        server.setHandler(new GracefulHandler(new AnsweringHandler(handler, http)));
        try {
            server.start();
        } catch (IOException e) {
            throw cannotListen(config.host(), config.port(), "--listen", e);
        }
        return uri();
    }

    /** Where it listens. */
    URI uri() {
        String scheme = config.tls() == null ? "http" : "https";
        return URI.create(scheme + "://" + bracketed(config.host()) + ":" + connector.getLocalPort());
    }

    /** That it listens on. */
    int port() {
        return connector.getLocalPort();
    }

    /** Accepts no more; connections go on. */
    void stopAccepting() {
        connector.close();
    }

    void measure(MetricsText text) {
        limit.measure(text);
    }

    boolean hasRoomForAgents() {
        return limit.hasRoomForAgents();
    }

    void endSlowClients() {
        http.endSlow();
    }

    /**
     * Serves new connections with the certificate that its files hold now.
     *
     * @return whether there is one
     * @throws Exception if the files cannot be used; the old one stays
     */
    boolean reopenCertificate() throws Exception {
        SslConnectionFactory ssl = connector.getConnectionFactory(SslConnectionFactory.class);
        PlatformConfig.TlsFiles files = config.tls();
        if (ssl == null || files == null) {
            return false;
        }
        KeyStore read = Pem.keyStore(files);
        ssl.getSslContextFactory().reload(tls -> tls.setKeyStore(read));
        return true;
    }

    /** Closes all WebSockets and waits until their clients have answered, at most {@code patience}. */
    void closeWebSockets(CloseCode code, String reason, Duration patience) throws InterruptedException {
        // Agents first: a daemon's end would tell them that only the daemon has gone.
        sessions(true).forEach(session -> session.close(code.number(), reason, Callback.NOOP));
        sessions(false).forEach(session -> session.close(code.number(), reason, Callback.NOOP));
        long deadline = System.nanoTime() + patience.toNanos();
        while (!webSockets().getOpenSessions().isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
    }

    private List<Session> sessions(boolean agents) {
        return webSockets().getOpenSessions().stream()
                .filter(session ->
                        session.getUpgradeRequest().getRequestURI().getPath().startsWith("/hpc/agent/") == agents)
                .toList();
    }

    void stop() throws Exception {
        server.stop();
    }

    private static ServerConnector connector(Server server, PlatformConfig config) throws IOException {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setHeaderCacheSize(0); // The usual one takes 100 KB of each connection from its first request on.
        PlatformConfig.TlsFiles files = config.tls();
        if (files == null) {
            return new ServerConnector(server, 1, -1, new HttpConnectionFactory(http));
        }
        // Clients reach us by whatever name the operator gave; whether it fits the certificate is theirs to check.
        http.addCustomizer(new SecureRequestCustomizer(false));
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(Pem.keyStore(files));
        tls.setKeyStorePassword("");
        tls.setSslSessionCacheSize(TLS_SESSIONS);
        return new ServerConnector(
                server, 1, -1, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(http));
    }

    private static int connections(PlatformConfig config) {
        long files = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
        return ConnectionLimit.fitting(Runtime.getRuntime().maxMemory(), files, config.tls() != null);
    }

    static HpcException cannotListen(String host, int port, String option, IOException e) {
        Throwable why = e.getCause() == null ? e : e.getCause();
        return new HpcException(
                ErrorCode.BUSY,
                "cannot listen on " + bracketed(host) + ":" + port + ": " + why.getMessage()
                        + "; choose another address with " + option + ", or stop what has this one",
                e);
    }

    static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
