package org.hpcdaemon.platform.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.protocol.message.job.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wake-ups as server-sent events: what a listener gets, when it is cut, and when it does not read. */
class EventStreamTest {
    @TempDir
    private Path home;

    private final AtomicLong ahead = new AtomicLong();
    private TestPlatform platform;
    private TestSocket daemon;

    @BeforeEach
    void start() throws Exception {
        platform =
                new TestPlatform(home, PlatformConfig.DEFAULT_REQUEST_TIMEOUT, () -> System.nanoTime() + ahead.get());
        daemon = platform.daemon("ann-daemon");
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void events_come_as_they_are_published_and_a_listener_goes_on_behind_its_last() throws Exception {
        publish("e_00000001", "");
        try (Listener listener = new Listener("ann-agent", "")) {
            assertThat(listener.next()).containsExactly("retry: 2000");
            List<String> first = listener.next();
            assertThat(first.get(0)).isEqualTo("id: 1");
            assertThat(first.get(1)).isEqualTo("event: job.finished");
            assertThat(first.get(2)).startsWith("data: {\"id\":\"e_00000001\"");
            publish(SampleEvent.decided("e_00000002", InMemoryAccounts.ANNS_AGENT));
            assertThat(listener.next()).contains("id: 2", "event: approval.decided");
        }
        publish("e_00000003", "");
        try (Listener back = new Listener("ann-agent", "Last-Event-ID: 2\r\n")) {
            back.next();
            assertThat(back.next().getFirst()).isEqualTo("id: 3");
        }
        assertThat(platform.post("/hpc/events/ack", "ann-agent", "{\"ids\":[\"e_00000001\"]}")
                        .body())
                .isEqualTo("{\"acknowledged\":1}");
        try (Listener anew = new Listener("ann-agent", "")) {
            anew.next();
            assertThat(anew.next().getFirst())
                    .as("what is not acknowledged is told again")
                    .isEqualTo("id: 2");
        }
        try (Listener other = new Listener("ann-other-agent", "");
                Listener stranger = new Listener("bob-agent", "")) {
            other.next();
            stranger.next();
            publish("e_00000004", "");
            assertThat(other.isSilent()).isTrue();
            assertThat(stranger.isSilent()).isTrue();
        }
    }

    @Test
    void a_revoked_key_ends_its_streams_at_once() throws Exception {
        try (Listener listener = new Listener("ann-agent", "");
                Listener other = new Listener("ann-other-agent", "")) {
            listener.next();
            other.next();
            assertThat(platform.delete("/auth/api-keys/ann-agent", "ann").statusCode())
                    .isEqualTo(204);
            assertThat(listener.next()).as("the end").isEmpty();
            assertThat(other.isSilent()).isTrue();
        }
    }

    @Test
    void a_key_has_so_many_listeners_and_one_that_ends_makes_room() throws Exception {
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Listener listener = new Listener("ann-agent", "");
            listener.next();
            listeners.add(listener);
        }
        assertThat(new Listener("ann-agent", "").head).startsWith("HTTP/1.1 429");
        assertThat(platform.get("/hpc/events", "ann-agent").statusCode()).isEqualTo(200);
        listeners.forEach(Listener::close);
        AtomicLong events = new AtomicLong();
        await().until(() -> {
            publish(
                    "e_%08d".formatted(events.incrementAndGet()),
                    ""); // By writing to those that have gone it is known.
            try (Listener again = new Listener("ann-agent", "")) {
                return again.head.startsWith("HTTP/1.1 200");
            }
        });
    }

    @Test
    void a_listener_that_does_not_read_is_cut_and_holds_up_no_other() throws Exception {
        try (Listener slow = new Listener("ann-agent", "");
                Listener reading = new Listener("ann-agent", "")) {
            int most = 200;
            reading.next();
            for (int i = 0; i < most; i++) {
                publish("e_%08d".formatted(i), "x".repeat(100_000));
                assertThat(reading.next()).contains("id: " + (i + 1));
            }
            await().until(slow::isCut); // which a listener that begins to read now would not be
            assertThat(slow.readToItsEnd()).as("it was cut before it had all").isFalse();
        }
    }

    @Test
    void a_stream_ends_after_its_hour_and_with_the_platform() throws Exception {
        try (Listener listener = new Listener("ann-agent", "")) {
            listener.next();
            ahead.set(Duration.ofHours(2).toNanos());
            publish("e_00000001", ""); // The stream looks at the time whenever it has something to send.
            assertThat(listener.readToItsEnd()).isTrue();
        }
        try (Listener listener = new Listener("ann-agent", "")) {
            listener.next();
            platform.server.close();
            assertThat(listener.readToItsEnd()).isTrue();
        }
    }

    @Test
    void a_stream_outlasts_the_patience_with_connections_that_ask_for_nothing() throws Exception {
        platform.close();
        platform = new TestPlatform(home, Duration.ofSeconds(1));
        daemon = platform.daemon("ann-daemon");
        try (Listener listener = new Listener("ann-agent", "");
                Socket silent = platform.rawConnection()) {
            listener.next();
            assertThat(silent.getInputStream().read()).as("is ended").isEqualTo(-1);
            publish("e_00000001", "");
            assertThat(listener.next().getFirst()).isEqualTo("id: 1");
        }
    }

    @Test
    void what_no_stream_sent_is_refused() throws Exception {
        try (Listener listener = new Listener("ann-agent", "Last-Event-ID: x\r\n")) {
            assertThat(listener.head).startsWith("HTTP/1.1 400");
        }
    }

    private void publish(String id, String context) throws InterruptedException {
        publish(SampleEvent.of(id, "box", InMemoryAccounts.ANNS_AGENT, context));
    }

    private void publish(Event event) throws InterruptedException {
        assertThat(daemon.ask(new PlatformRequest.PublishEvent(event))).contains("\"result\"");
    }

    /** A listener on a connection of its own, with little room for what it does not read. */
    private final class Listener implements AutoCloseable {
        private final Socket socket = new Socket();
        private final BufferedReader in;
        final String head;

        Listener(String key, String headers) throws IOException {
            socket.setReceiveBufferSize(8 << 10);
            socket.setSoTimeout(180_000);
            socket.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), platform.server.uri().getPort()));
            socket.getOutputStream()
                    .write(("GET /hpc/events/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key + "\r\n"
                                    + headers + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            head = in.readLine();
            String line = in.readLine();
            while (line != null && !line.isEmpty()) {
                line = in.readLine();
            }
        }

        /** The lines of the next event; those of HTTP's chunks left out. Empty at the end. */
        List<String> next() throws IOException {
            List<String> lines = new ArrayList<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("0")) {
                    return List.of();
                } else if (line.isEmpty() && !lines.isEmpty()) {
                    return lines;
                } else if (!line.isEmpty() && !line.matches("[0-9A-Fa-f]+")) {
                    lines.add(line);
                }
            }
            return List.of();
        }

        /** Whether nothing has arrived; what is published by now would have. */
        boolean isSilent() throws IOException {
            return !in.ready();
        }

        /** Whether the platform has closed the connection, without reading what is left on it. */
        boolean isCut() {
            try {
                socket.getOutputStream().write('\n');
                return false;
            } catch (IOException _) {
                return true;
            }
        }

        /** False if the answer breaks off. */
        boolean readToItsEnd() {
            try {
                String last = "";
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    last = line.isEmpty() ? last : line;
                }
                return last.equals("0");
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
