package org.hpcdaemon.platform.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who keeps a connection when there are too many. */
final class ConnectionLimitTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);
    private final HttpConnections http = new HttpConnections(PATIENCE, System::nanoTime);
    private final AtomicInteger slowOnes = new AtomicInteger();
    private final CountDownLatch answerSlowOnes = new CountDownLatch(1);
    private final List<Socket> clients = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        answerSlowOnes.countDown();
        for (Socket client : clients) {
            client.close();
        }
        server.stop();
    }

    @Test
    void idle_connections_make_room_for_those_that_come_and_for_none_that_is_being_answered() throws Exception {
        ConnectionLimit limit = start(40, true);
        Socket slow = connect("127.0.0.1");
        send(slow, "/slow");
        await().until(() -> slowOnes.get() == 1);
        Socket first = connect("127.0.0.1");
        assertThat(answer(first)).startsWith("HTTP/1.1 200");

        for (int i = 0; i < 100; i++) {
            assertThat(answer(connect("127.0.0.1"))).startsWith("HTTP/1.1 200");
            assertThat(limit.open()).isLessThanOrEqualTo(40);
        }

        assertThat(isOpen(first)).isFalse();
        answerSlowOnes.countDown();
        assertThat(read(slow)).startsWith("HTTP/1.1 200");
    }

    @Test
    void one_address_ends_its_own_idle_connections_and_no_other_address_its() throws Exception {
        start(200, false);
        Socket other = connect("127.0.0.2");
        assertThat(answer(other)).startsWith("HTTP/1.1 200");

        for (int i = 0; i < 60; i++) {
            assertThat(answer(connect("127.0.0.1"))).startsWith("HTTP/1.1 200");
        }

        await().until(() -> http.from("127.0.0.1") <= 20);
        assertThat(answer(other)).startsWith("HTTP/1.1 200");
    }

    @Test
    void those_of_a_proxy_are_not_of_one_address() throws Exception {
        start(200, true);

        for (int i = 0; i < 60; i++) {
            assertThat(answer(connect("127.0.0.1"))).startsWith("HTTP/1.1 200");
        }

        assertThat(http.from("127.0.0.1")).isEqualTo(60);
    }

    @Test
    void when_none_is_idle_what_comes_is_refused_at_once() throws Exception {
        ConnectionLimit limit = start(20, true);
        for (int i = 0; i < 20; i++) {
            send(connect("127.0.0.1"), "/slow");
            int answering = i + 1;
            await().until(() -> slowOnes.get() == answering);
        }

        assertThat(isOpen(connect("127.0.0.1"))).isFalse();
        assertThat(limit.open()).isEqualTo(20);
    }

    @Test
    void as_many_as_fit_into_the_heap_and_the_files_of_the_process() {
        assertThat(ConnectionLimit.fitting(256 << 20, 20_000, false)).isEqualTo(10_000);
        assertThat(ConnectionLimit.fitting(256 << 20, 20_000, true)).isEqualTo(4096);
        assertThat(ConnectionLimit.fitting(4L << 30, 1 << 20, true)).isEqualTo(10_000);
        assertThat(ConnectionLimit.fitting(256 << 20, 1024, false)).isEqualTo(824);
    }

    private ConnectionLimit start(int most, boolean behindProxy) throws Exception {
        ConnectionLimit limit = new ConnectionLimit(most, behindProxy, http, System::nanoTime);
        connector.addBean(limit);
        connector.setIdleTimeout(PATIENCE.toMillis());
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                if (Request.getPathInContext(request).equals("/slow")) {
                    slowOnes.incrementAndGet();
                    Thread.ofVirtual().start(() -> {
                        try {
                            if (answerSlowOnes.await(1, TimeUnit.MINUTES)) {
                                Content.Sink.write(response, true, "late", callback);
                            }
                        } catch (InterruptedException e) {
                            callback.failed(e);
                        }
                    });
                } else {
                    Content.Sink.write(response, true, "ok", callback);
                }
                return true;
            }
        });
        server.start();
        return limit;
    }

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket(
                InetAddress.ofLiteral("127.0.0.1"), connector.getLocalPort(), InetAddress.ofLiteral(from), 0);
        socket.setSoTimeout(20_000);
        clients.add(socket);
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        send(socket, "/");
        return read(socket);
    }

    private static void send(Socket socket, String path) throws IOException {
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(Socket socket) throws IOException {
        byte[] bytes = new byte[1000];
        int read = socket.getInputStream().read(bytes);
        return new String(bytes, 0, Math.max(0, read), StandardCharsets.US_ASCII);
    }

    private static boolean isOpen(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketException e) {
            return false; // Reset.
        }
    }
}
