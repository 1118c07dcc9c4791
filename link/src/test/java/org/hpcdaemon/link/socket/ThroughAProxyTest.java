package org.hpcdaemon.link.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.hpcdaemon.link.Ended;
import org.hpcdaemon.link.network.Network;
import org.hpcdaemon.testkit.Certificates;
import org.hpcdaemon.testkit.ConnectProxy;
import org.hpcdaemon.testkit.RecordingServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A platform behind a real proxy with a password, its certificate signed by the company. */
final class ThroughAProxyTest {
    private static final String HOST = "platform.test";
    private static final String KEY = "hpc_daemon_secret";

    private ConnectProxy proxy;
    private RecordingServer server;

    @TempDir
    private static Path folder;

    private static Path authority;
    private static Certificates.Identity identity;

    @BeforeAll
    static void makeCertificates() throws Exception {
        Certificates certificates = Certificates.in(folder);
        authority = certificates.authority();
        identity = certificates.forHost(HOST);
    }

    @BeforeEach
    void prepare() throws Exception {
        proxy = ConnectProxy.forUser("ada", "p@ss");
        server = RecordingServer.tls(
                identity.context(),
                head -> head.contains("websocket")
                        ? RecordingServer.webSocketAccepted(head)
                        : RecordingServer.response("200 OK", "", "hello"));
    }

    @AfterEach
    void end() throws Exception {
        proxy.close();
        server.close();
    }

    private Network network(String credentials) {
        return through(credentials + proxy.address());
    }

    private static Network through(String proxy) {
        return Network.of(Map.of("HTTPS_PROXY", "http://" + proxy), authority);
    }

    private Ended dial(Network network) throws Exception {
        return dial(network, server.port());
    }

    private static Ended dial(Network network, int port) throws Exception {
        return Dialing.once(network, URI.create("wss://" + HOST + ":" + port + "/hpc/daemon"), KEY);
    }

    @Test
    void theLinkPassesWithThePasswordAndTheProxyNeverSeesTheKey() throws Exception {
        assertThat(dial(network("ada:p%40ss@"))).isEqualTo(Dialing.OPENED);

        assertThat(proxy.requests())
                .singleElement()
                .asString()
                .startsWith("CONNECT " + HOST)
                .doesNotContain(KEY);
        assertThat(server.requests()).singleElement().asString().contains(KEY).doesNotContain("Proxy-");
    }

    @Test
    void theHttpApiPassesToo() throws Exception {
        Network network = network("ada:p%40ss@");
        URI uri = URI.create("https://" + HOST + ":" + server.port() + "/hpc/health");
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + KEY);
        network.headers(uri).forEach(request::header);
        try (HttpClient http = network.client().build()) {
            assertThat(http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("hello");
        }
        assertThat(proxy.requests()).singleElement().asString().doesNotContain(KEY);
        assertThat(server.requests()).singleElement().asString().contains(KEY).doesNotContain("Proxy-");
    }

    @Test
    void aMissingOrWrongPasswordIsSaidWithTheFix() throws Exception {
        for (String credentials : new String[] {"", "ada:wrong@"}) {
            assertThat(dial(network(credentials)))
                    .isEqualTo(
                            new Ended.NotAPlatform(
                                    "the proxy " + proxy.address()
                                            + " requires a user and a password that it accepts; set HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT"));
        }
        assertThat(server.connections()).isZero();
    }

    @Test
    void aProxyThatIsAwayOrCannotReachThePlatformIsNamed() throws Exception {
        try (Socket deaf = new Socket()) { // its port is taken, so no other test listens there
            deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            assertThat(dial(network("ada:p%40ss@"), deaf.getLocalPort()))
                    .asString()
                    .contains("through the proxy " + proxy.address())
                    .contains("502");
            String away = "127.0.0.1:" + deaf.getLocalPort();
            assertThat(dial(through("ada:p%40ss@" + away), server.port()))
                    .asString()
                    .contains("through the proxy " + away)
                    .contains("refused");
        }
    }
}
