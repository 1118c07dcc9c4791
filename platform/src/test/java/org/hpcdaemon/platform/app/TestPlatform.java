package org.hpcdaemon.platform.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.hpcdaemon.platform.download.DownloadFolder;
import org.hpcdaemon.platform.webhook.Destinations;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.message.PlatformRequest;

/** A platform at a free port, with real clients. */
final class TestPlatform implements AutoCloseable {
    final InMemoryAccounts accounts = new InMemoryAccounts();
    final PlatformServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    TestPlatform(Path home) throws Exception {
        this(home, PlatformConfig.DEFAULT_REQUEST_TIMEOUT);
    }

    TestPlatform(Path home, Duration patience) throws Exception {
        this(home, patience, System::nanoTime);
    }

    TestPlatform(Path home, Duration patience, LongSupplier nanoTime) throws Exception {
        PlatformConfig config = new PlatformConfig(home, "127.0.0.1", 0, null, null, false, patience);
        server = PlatformServer.start(
                config, _ -> new Backend(accounts, accounts, accounts), InstantSource.system(), nanoTime);
    }

    /** One that may send webhooks. */
    TestPlatform(Path home, Destinations webhooks, InstantSource clock) throws Exception {
        server = PlatformServer.start(
                new PlatformConfig(
                        home,
                        "127.0.0.1",
                        0,
                        null,
                        null,
                        false,
                        webhooks,
                        null,
                        PlatformConfig.DEFAULT_REQUEST_TIMEOUT),
                _ -> new Backend(accounts, accounts, accounts),
                clock);
    }

    /** One that offers downloads. */
    TestPlatform(Path home, DownloadFolder downloads) throws Exception {
        server = PlatformServer.start(
                new PlatformConfig(
                        home,
                        "127.0.0.1",
                        0,
                        null,
                        null,
                        false,
                        Destinations.NOWHERE,
                        downloads,
                        PlatformConfig.DEFAULT_REQUEST_TIMEOUT),
                _ -> new Backend(accounts, accounts, accounts),
                InstantSource.system());
    }

    URI uri(String path) {
        return URI.create(server.uri() + path);
    }

    /** A connection on which the test speaks for itself. */
    Socket rawConnection() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort());
    }

    HttpRequest.Builder request(String path, String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
        return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String key) throws Exception {
        return send(request(path, key).GET());
    }

    HttpResponse<String> delete(String path, String key) throws Exception {
        return send(request(path, key).DELETE());
    }

    HttpResponse<String> post(String path, String key, String json) throws Exception {
        return send(
                request(path, key).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    TestSocket webSocket(String path, String key, String subprotocol, boolean reading) {
        TestSocket socket = new TestSocket(reading);
        URI target = URI.create(uri(path).toString().replaceFirst("^http", "ws"));
        socket.connected(http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + key)
                .subprotocols(subprotocol)
                .buildAsync(target, socket)
                .join());
        return socket;
    }

    TestSocket agent(String daemon, String key) {
        return webSocket("/hpc/agent/" + daemon, key, Limits.SUBPROTOCOL, true);
    }

    /** A daemon that has said hello. */
    TestSocket daemon(String key) throws InterruptedException {
        TestSocket socket = webSocket("/hpc/daemon", key, Limits.SUBPROTOCOL, true);
        socket.ask(hello());
        return socket;
    }

    static PlatformRequest.Hello hello() {
        return new PlatformRequest.Hello("1.0", "instance", "Cluster", "local", "host");
    }

    /** The answer to an upgrade that is refused: status, error code of the header. */
    String refusal(String path, String key) {
        try {
            webSocket(path, key, Limits.SUBPROTOCOL, true);
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                HttpResponse<?> response = refused.getResponse();
                return response.statusCode() + " "
                        + response.headers().firstValue("Hpc-Error").orElse("no code");
            }
            throw e;
        }
        throw new AssertionError("the upgrade was not refused");
    }

    @Override
    public void close() {
        http.shutdownNow();
        server.close();
    }

    /** A request that is answered while the test goes on. */
    static CompletableFuture<HttpResponse<String>> later(Callable<HttpResponse<String>> request) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return request.call();
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }
}
