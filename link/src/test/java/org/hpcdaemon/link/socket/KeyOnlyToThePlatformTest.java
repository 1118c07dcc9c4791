package org.hpcdaemon.link.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.hpcdaemon.link.Ended;
import org.hpcdaemon.link.network.Network;
import org.hpcdaemon.testkit.Certificates;
import org.hpcdaemon.testkit.RecordingServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that cannot prove to be the platform, or sends us elsewhere, never gets the key, and the reason is said. */
final class KeyOnlyToThePlatformTest {
    private static final String KEY = "hpc_daemon_secret";

    @TempDir
    private static Path folder;

    private static Certificates certificates;
    private static Certificates.Identity good;

    @BeforeAll
    static void makeAuthority() throws Exception {
        certificates = Certificates.in(folder);
        good = certificates.forHost("localhost");
    }

    /** Dials {@code localhost} with that certificate on the other side. */
    private static String dial(Certificates.Identity identity, @Nullable Path caFile) throws Exception {
        try (RecordingServer server = RecordingServer.tls(identity.context(), RecordingServer::webSocketAccepted)) {
            URI uri = URI.create("wss://localhost:" + server.port() + "/hpc/daemon");
            Ended ended = Dialing.once(Network.of(Map.of(), caFile), uri, KEY);
            if (!ended.equals(Dialing.OPENED)) {
                assertThat(server.connections()).isPositive();
                assertThat(server.requests()).isEmpty();
            }
            return ended.toString();
        }
    }

    @Test
    void aGoodCertificateOfTheNamedAuthorityIsBelieved() throws Exception {
        assertThat(dial(good, certificates.authority())).isEqualTo(Dialing.OPENED.toString());
    }

    @Test
    void anUnknownAuthoritysIsNot() throws Exception {
        assertThat(dial(good, null)).contains("not known here").contains("--ca-file");
    }

    @Test
    void aSelfSignedOneIsNot() throws Exception {
        assertThat(dial(certificates.selfSigned("localhost"), certificates.authority()))
                .contains("not known here")
                .contains("--ca-file");
    }

    @Test
    void anExpiredOneIsNot() throws Exception {
        assertThat(dial(certificates.expired("localhost"), certificates.authority()))
                .contains("has expired");
    }

    @Test
    void oneOfAnotherHostIsNot() throws Exception {
        assertThat(dial(certificates.forHost("elsewhere.test"), certificates.authority()))
                .contains("for another host")
                .contains("localhost");
    }

    @Test
    void aServerWithoutTlsGetsNoKey() throws Exception {
        try (RecordingServer server = RecordingServer.plain(RecordingServer::webSocketAccepted)) {
            URI uri = URI.create("wss://localhost:" + server.port() + "/hpc/daemon");
            assertThat(Dialing.once(Network.of(Map.of(), null), uri, KEY).toString())
                    .contains("does not speak TLS");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        try (RecordingServer other = RecordingServer.plain(RecordingServer::webSocketAccepted);
                RecordingServer first = RecordingServer.plain(_ -> RecordingServer.response(
                        "302 Found", "Location: http://127.0.0.1:" + other.port() + "/hpc/daemon\r\n", ""))) {
            URI uri = URI.create("ws://127.0.0.1:" + first.port() + "/hpc/daemon");
            assertThat(Dialing.once(Network.of(Map.of(), null), uri, KEY).toString())
                    .contains("redirects to http://127.0.0.1:" + other.port());
            assertThat(other.connections()).isZero();
        }
    }

    @Test
    void aProxyThatTakesTheHeadersOfWebSocketOffIsToldFromThePlatform() throws Exception {
        // As the platform answers a request that nginx has passed on without Upgrade.
        try (RecordingServer server = RecordingServer.plain(
                _ -> RecordingServer.response("400 Bad Request", "Hpc-Error: invalid_request\r\n", "{}"))) {
            URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/hpc/daemon");
            assertThat(Dialing.once(Network.of(Map.of(), null), uri, KEY))
                    .isInstanceOf(Ended.NotAPlatform.class)
                    .asString()
                    .contains("was reached", "does not pass WebSocket on", "proxy_http_version 1.1");
        }
    }

    @Test
    void aServerThatIsNoPlatformIsSaidToBeNone() throws Exception {
        try (RecordingServer server = RecordingServer.plain(_ -> RecordingServer.response("404 Not Found", "", "?"))) {
            URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/hpc/daemon");
            assertThat(Dialing.once(Network.of(Map.of(), null), uri, KEY).toString())
                    .contains("HTTP 404")
                    .contains("without a platform's answer");
        }
    }
}
