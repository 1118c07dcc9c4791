package org.hpcdaemon.platform.app;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.hpcdaemon.protocol.rpc.Json;

/** A receiver of webhooks on loopback, which answers as the test says. */
final class Receiver implements AutoCloseable {
    /** A message that came. */
    record Message(Map<String, List<String>> headers, String body) {
        String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().getFirst())
                    .findFirst()
                    .orElse("");
        }

        String type() {
            return Json.tree(body).path("type").asString("");
        }
    }

    /** All but verifications, which are answered as they ask. */
    final List<Message> messages = new CopyOnWriteArrayList<>();

    volatile int status = 200;
    volatile Map<String, String> headers = Map.of();
    volatile boolean expectsWebhooks = true;
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final HttpServer http;

    /** For {@link #status}: no answer, as long as it is open. */
    static final int HANG = -1;

    /** For {@link #status}: an answer without an end. */
    static final int ENDLESS = -2;

    Receiver() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Message message = new Message(Map.copyOf(exchange.getRequestHeaders()), body);
            if (message.type().equals("webhook.verification") && expectsWebhooks) {
                byte[] challenge = Json.tree(body)
                        .path("data")
                        .path("challenge")
                        .asString("")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, challenge.length);
                exchange.getResponseBody().write(challenge);
                exchange.close();
                return;
            }
            messages.add(message);
            int now = status;
            if (now == HANG) {
                try {
                    hanging.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return;
            }
            headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(now == ENDLESS ? 200 : now, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                do {
                    out.write(new byte[8192]);
                    out.flush();
                } while (now == ENDLESS);
            } catch (IOException _) {
                // The sender has read enough.
            }
            exchange.close();
        });
        http.start();
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/hook";
    }

    @Override
    public void close() {
        hanging.countDown();
        http.stop(0);
    }
}
