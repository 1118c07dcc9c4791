package org.hpcdaemon.platform.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.protocol.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it measures how long others wait beside a thousand connections")
class HttpTest {
    @TempDir
    Path home;

    @Test
    void every_refusal_has_its_status_and_our_form() throws Exception {
        try (TestPlatform platform = new TestPlatform(home)) {
            refused(platform.get("/nowhere", "ann"), 404, "not_found");
            refused(platform.get("/hpc/daemons/", "ann"), 404, "not_found");
            refused(platform.get("/hpc/daemons", ""), 401, "unauthorized");
            refused(platform.get("/hpc/daemons", "wrong"), 401, "unauthorized");
            refused(platform.get("/hpc/events", "ann-daemon"), 403, "not_allowed");
            refused(platform.get("/auth/api-keys", "ann-agent"), 403, "not_allowed");
            HttpResponse<String> wrongMethod = platform.delete("/auth/api-keys", "ann");
            refused(wrongMethod, 405, "invalid_request");
            assertThat(wrongMethod.headers().firstValue("Allow")).contains("GET, POST");
            refused(
                    platform.send(platform.request("/otp/signin", "").POST(BodyPublishers.ofString("email=x"))),
                    415,
                    "invalid_request");
            refused(platform.post("/otp/signin", "", "{"), 400, "invalid_params");
            refused(platform.post("/otp/signin", "", "{}"), 400, "invalid_params");
            refused(platform.post("/otp/signin", "", "{\"email\":7}"), 400, "invalid_params");
            refused(
                    platform.post("/otp/signin", "", "{\"email\":\"a@b.c\",\"email\":\"d@e.f\"}"),
                    400,
                    "invalid_params");
            refused(platform.post("/otp/signin", "", "[".repeat(60_000)), 400, "invalid_params");
            refused(platform.post("/otp/signin", "", " ".repeat((64 << 10) + 1)), 413, "too_large");
            refused(platform.get("/hpc/events?wait=-1", "ann"), 400, "invalid_params");
            refused(platform.get("/hpc/events?after=x", "ann"), 400, "invalid_params");
            refused(platform.post("/hpc/events/ack", "ann", "{\"ids\":[null]}"), 400, "invalid_params");
            refused(platform.get("/hpc/daemon", "ann-daemon"), 400, "invalid_request");
            refused(platform.delete("/hpc/daemons/bobs", "ann"), 404, "not_found");
            refused(platform.delete("/hpc/daemons/NO-ID", "ann"), 404, "not_found");
            refused(platform.delete("/auth/api-keys/bob-agent", "ann"), 404, "not_found");
            refused(platform.delete("/auth/api-keys/ann", "ann-agent"), 403, "not_allowed");
            refused(platform.get("/hpc/health?" + "x".repeat(20_000), ""), 414, "too_large");
        }
    }

    @Test
    void a_daemon_sees_itself_and_no_other_of_its_user() throws Exception {
        try (TestPlatform platform = new TestPlatform(home)) {
            platform.daemon("ann-daemon");
            platform.daemon("ann-other-daemon");
            assertThat(platform.get("/hpc/daemons", "ann").body()).contains("\"box\"", "\"other-box\"");
            assertThat(platform.get("/hpc/daemons", "ann-daemon").body())
                    .contains("\"box\"")
                    .doesNotContain("\"other-box\"");
        }
    }

    @Test
    void a_client_still_writing_too_large_a_body_sees_the_answer_every_time() throws Exception {
        try (TestPlatform platform = new TestPlatform(home)) {
            String body = " ".repeat(900_000);
            for (int i = 0; i < 50; i++) {
                refused(platform.post("/otp/signin", "", body), 413, "too_large");
            }
        }
    }

    @Test
    void signing_in_and_keys_have_the_known_shapes() throws Exception {
        try (TestPlatform platform = new TestPlatform(home)) {
            assertThat(platform.post("/otp/signin", "", "{\"email\":\"a@b.c\",\"more\":1}")
                            .body())
                    .isEqualTo("{\"status\":\"ok\",\"payload\":{\"token\":\"token for a@b.c at 127.0.0.1\"}}");
            assertThat(platform.post("/auth/otp/signin/verify", "", "{\"token\":\"t\",\"otp\":\"123456\"}")
                            .body())
                    .isEqualTo("{\"access_token\":\"ann\",\"token_type\":\"Bearer\",\"expires_in\":3600,"
                            + "\"refresh_token\":\"refresh\",\"refresh_expires_in\":2592000}");
            refused(
                    platform.post("/auth/otp/signin/verify", "", "{\"token\":\"t\",\"otp\":\"000000\"}"),
                    401,
                    "unauthorized");
            assertThat(platform.post("/auth/api-keys", "ann", "{\"kind\":\"agent\",\"name\":\"worker\"}")
                            .body())
                    .isEqualTo("{\"id\":\"k_1\",\"key\":\"secret\",\"kind\":\"agent\",\"name\":\"worker\","
                            + "\"created_at\":\"1970-01-01T00:00:00Z\"}");
            assertThat(platform.get("/auth/api-keys", "ann").body())
                    .isEqualTo("{\"keys\":[{\"id\":\"k_1\",\"kind\":\"agent\",\"name\":\"worker\","
                            + "\"created_at\":\"1970-01-01T00:00:00Z\",\"agent\":\"a_annsagent1\"}]}");
            assertThat(platform.get("/hpc/whoami", "ann-agent").body())
                    .isEqualTo("{\"user\":\"u_annannann\",\"email\":\"ann@example.org\",\"kind\":\"agent\","
                            + "\"name\":\"worker\",\"agent\":\"a_annsagent1\"}");
            assertThat(platform.delete("/auth/api-keys/ann-agent", "ann-agent").statusCode())
                    .isEqualTo(204);
            refused(platform.get("/hpc/whoami", "ann-agent"), 401, "unauthorized");
        }
    }

    @Test
    void daemons_are_listed_online_and_offline_and_removed_with_their_keys() throws Exception {
        try (TestPlatform platform = new TestPlatform(home)) {
            TestSocket daemon = platform.daemon("ann-daemon");
            assertThat(platform.get("/hpc/daemons", "ann-agent").body())
                    .contains("{\"daemon\":\"box\",\"clusterName\":\"Cluster\",\"scheduler\":\"local\","
                            + "\"host\":\"host\",\"version\":\"1.0\",\"online\":true,\"lastSeen\":\"");
            assertThat(platform.get("/hpc/daemons", "bob").body()).isEqualTo("{\"daemons\":[]}");
            assertThat(platform.delete("/hpc/daemons/box", "ann").statusCode()).isEqualTo(204);
            assertThat(daemon.closeCode()).isEqualTo(4001);
            assertThat(platform.get("/hpc/daemons", "ann").body()).isEqualTo("{\"daemons\":[]}");
            assertThat(platform.refusal("/hpc/daemon", "ann-daemon")).isEqualTo("401 unauthorized");
        }
    }

    @Test
    void a_thousand_slow_handshakes_block_no_other_and_are_ended() throws Exception {
        try (TestPlatform platform = new TestPlatform(home, Duration.ofSeconds(10))) {
            TestSocket daemon = platform.daemon("ann-daemon");
            List<Socket> slow = new ArrayList<>();
            try {
                for (int i = 0; i < 1000; i++) {
                    Socket socket = platform.rawConnection();
                    socket.getOutputStream()
                            .write("GET /hpc/daemon HTTP/1.1\r\nHost: x\r\nX-Slow:"
                                    .getBytes(StandardCharsets.US_ASCII));
                    slow.add(socket);
                }
                assertThat(platform.get("/hpc/health", "").body()).startsWith("{\"status\":\"ok\"");
                Socket last = slow.getLast();
                last.setSoTimeout(1);
                assertThatThrownBy(last.getInputStream()::read)
                        .as("it was answered while they were not")
                        .isInstanceOf(SocketTimeoutException.class);
                // One more byte now and then does not keep a connection.
                Socket dripping = slow.getFirst();
                await().until(() -> drippedToItsEnd(dripping));
                for (Socket socket : slow.subList(1, slow.size())) {
                    assertThat(endsBy(socket)).isTrue();
                }
                assertThat(daemon.isClosed()).isFalse();
            } finally {
                for (Socket socket : slow) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void what_is_wrong_with_http_itself_is_told_as_the_senders_mistake() throws Exception {
        try (TestPlatform platform = new TestPlatform(home, Duration.ofSeconds(1))) {
            String late = "POST /otp/signin HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 100\r\n\r\n{";
            assertThat(raw(platform, late)).startsWith("HTTP/1.1 408 ").contains("\"invalid_request\"");
            assertThat(raw(platform, "GET /hpc/health\r\n\r\n")).contains("\"invalid_request\"");
            String upgrade = "GET /hpc/daemon HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann-daemon\r\n"
                    + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Protocol: " + Limits.SUBPROTOCOL + "\r\n";
            for (String nonce : List.of("", "Sec-WebSocket-Key: abc\r\n", "Sec-WebSocket-Key: AAAA\r\n")) {
                assertThat(raw(platform, upgrade + nonce + "\r\n"))
                        .startsWith("HTTP/1.1 400 ")
                        .contains("\"invalid_request\"");
            }
        }
    }

    /** What the platform says until it ends the connection. */
    private static String raw(TestPlatform platform, String request) throws IOException {
        try (Socket socket = platform.rawConnection()) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Otherwise a client would send its next request on it. */
    @Test
    void a_refusal_that_does_not_wait_for_the_body_says_that_the_connection_closes() throws Exception {
        try (TestPlatform platform = new TestPlatform(home)) {
            for (String line : List.of("POST /nope", "POST /auth/api-keys", "DELETE /hpc/daemons/box")) {
                assertThat(
                                raw(
                                        platform,
                                        line
                                                + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n"))
                        .as(line)
                        .startsWith("HTTP/1.1 40")
                        .contains("\r\nConnection: close\r\n");
            }
            String whole = "POST /nope HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
            assertThat(raw(platform, whole + "GET /hpc/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .as("one whose body is there stays open")
                    .contains("HTTP/1.1 200 ");
        }
    }

    @Test
    void a_long_poll_outlives_the_patience_with_silent_connections() throws Exception {
        try (TestPlatform platform = new TestPlatform(home, Duration.ofMillis(300))) {
            HttpResponse<String> answer = platform.get("/hpc/events?wait=2", "ann");
            assertThat(answer.body()).isEqualTo("{\"events\":[],\"next\":0}");
        }
    }

    @Test
    void answers_are_not_kept_sniffed_or_framed() throws Exception {
        try (TestPlatform platform = new TestPlatform(home)) {
            HttpResponse<String> health = platform.get("/hpc/health", "");
            assertThat(health.body())
                    .contains("\"service\":\"hpc-platform\",\"protocol\":\"" + Limits.SUBPROTOCOL + "\"");
            assertThat(health.headers().map())
                    .containsKeys("cache-control", "x-content-type-options", "content-security-policy")
                    .doesNotContainKey("server");
        }
    }

    private static void refused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body())
                .startsWith("{\"error\":{\"code\":\"" + code + "\"")
                .contains("\"advice\":\"", "\"detail\":{")
                .contains("\"error_code\":\"" + code + "\"")
                .contains("\"message\":\"");
        assertThat(response.headers().firstValue("Hpc-Error")).contains(code);
    }

    private static boolean drippedToItsEnd(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean endsBy(Socket socket) throws IOException {
        socket.setSoTimeout(120_000);
        try {
            return socket.getInputStream().readAllBytes().length < 1000;
        } catch (SocketException e) {
            return true; // Reset.
        }
    }
}
