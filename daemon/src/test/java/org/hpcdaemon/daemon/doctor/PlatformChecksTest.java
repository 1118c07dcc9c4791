package org.hpcdaemon.daemon.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.doctor.Check.Level;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.testkit.Certificates;
import org.hpcdaemon.testkit.ConnectProxy;
import org.hpcdaemon.testkit.RecordingServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which step of the way to a platform is said to be the one that fails. */
final class PlatformChecksTest {
    private final Instant now = Instant.now();

    @TempDir
    private static Path folder;

    private static Certificates certificates;

    @BeforeAll
    static void makeAuthority() throws Exception {
        certificates = Certificates.in(folder);
    }

    private Report look(String url, @Nullable Path caFile, Map<String, String> environment) {
        Profile profile = new Profile(
                new DaemonId("box"),
                url,
                "box",
                List.of(),
                "/",
                null,
                null,
                caFile == null ? null : caFile.toString(),
                Guarding.DEFAULT,
                "hpc_daemon_x");
        Report checks = new Report();
        new PlatformChecks(profile, environment, false, InstantSource.fixed(now)).run(checks);
        assertThat(checks.names())
                .containsExactly("proxy", "dns", "tcp", "tls", "platform", "clock", "key", "websocket");
        return checks;
    }

    private static void assertFailsAt(Report checks, String step, String words) {
        assertThat(checks.of(step).line()).startsWith("fail").contains(words);
        assertThat(checks.all().stream().filter(check -> check.level() == Level.FAIL))
                .hasSize(1);
        assertThat(checks.all().stream()
                        .dropWhile(check -> !check.name().equals(step))
                        .skip(1))
                .extracting(Check::level)
                .allMatch(Level.SKIPPED::equals);
    }

    /** All requests answered as a platform answers about its health. */
    private static UnaryOperator<String> healthy(Instant time) {
        return head -> head.contains("/hpc/health")
                ? RecordingServer.response(
                        "200 OK",
                        "",
                        "{\"service\":\"hpc-platform\",\"protocol\":\"hpc.v1\",\"version\":\"1\",\"time\":\"" + time
                                + "\"}")
                : RecordingServer.response(
                        "401 Unauthorized", "", "{\"detail\":{\"error_code\":\"unauthorized\",\"message\":\"no\"}}");
    }

    @Test
    void aNameThatDoesNotResolve() {
        assertFailsAt(look("https://nowhere.invalid", null, Map.of()), "dns", "nowhere.invalid does not resolve");
    }

    @Test
    void aPortWithoutAListener() {
        assertFailsAt(look("http://127.0.0.1:1", null, Map.of()), "tcp", "connection refused");
    }

    @Test
    void aProxyVariableThatIsNone() {
        assertFailsAt(
                look("https://hpc.example.org", null, Map.of("HTTPS_PROXY", "socks5://x:1")), "proxy", "HTTPS_PROXY");
    }

    @Test
    void aProxyThatWantsAPassword() throws Exception {
        try (ConnectProxy proxy = ConnectProxy.forUser("ada", "p")) {
            Report checks = look("https://platform.test:1", null, Map.of("HTTPS_PROXY", "http://" + proxy.address()));
            assertFailsAt(checks, "tls", "requires a user and a password");
            assertThat(checks.of("proxy").found()).contains(proxy.address());
        }
    }

    @Test
    void aCertificateThatIsExpired() throws Exception {
        try (RecordingServer server =
                RecordingServer.tls(certificates.expired("localhost").context(), healthy(now))) {
            assertFailsAt(
                    look("https://localhost:" + server.port(), certificates.authority(), Map.of()),
                    "tls",
                    "has expired");
        }
    }

    @Test
    void aServerThatIsNoPlatform() throws Exception {
        try (RecordingServer server = RecordingServer.plain(_ -> RecordingServer.response("200 OK", "", "hello"))) {
            assertFailsAt(look("http://127.0.0.1:" + server.port(), null, Map.of()), "platform", "is not a platform");
        }
    }

    @Test
    void aWayThatLetsRequestsPassAndNoWebSocket() throws Exception {
        UnaryOperator<String> requestsAlone = head -> head.contains("/hpc/whoami")
                ? RecordingServer.response(
                        "200 OK",
                        "",
                        "{\"user\":\"u_12345678\",\"kind\":\"daemon\",\"email\":\"ada@example.org\",\"daemon\":\"box\",\"name\":\"box\"}")
                : head.contains("/hpc/daemon ")
                        ? RecordingServer.response("400 Bad Request", "", "no upgrades here")
                        : healthy(now).apply(head);
        try (RecordingServer server = RecordingServer.plain(requestsAlone)) {
            assertFailsAt(look("http://127.0.0.1:" + server.port(), null, Map.of()), "websocket", "the upgrade failed");
        }
    }

    @Test
    void aCertificateOfAnotherHostOrAnUnknownAuthority() throws Exception {
        try (RecordingServer server =
                RecordingServer.tls(certificates.forHost("other.test").context(), healthy(now))) {
            assertFailsAt(
                    look("https://localhost:" + server.port(), certificates.authority(), Map.of()),
                    "tls",
                    "for another host");
            assertFailsAt(look("https://localhost:" + server.port(), null, Map.of()), "tls", "not known here");
        }
    }

    @Test
    void aClockThatIsWrongIsWarnedOfAndAKeyThatIsNotTakenFails() throws Exception {
        try (RecordingServer server =
                RecordingServer.tls(certificates.forHost("localhost").context(), healthy(now.plusSeconds(90)))) {
            Report checks = look("https://localhost:" + server.port(), certificates.authority(), Map.of());
            assertThat(checks.of("tls").line()).startsWith("ok").contains("good until");
            assertThat(checks.of("clock").line()).startsWith("warn").contains("90 s behind the platform's");
            assertFailsAt(checks, "key", "does not accept it");
        }
    }
}
