package org.hpcdaemon.platform.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.hpcdaemon.platform.mail.Postbox;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a collector reads of a platform, over real sockets. */
final class MetricsServerTest {
    @TempDir
    private Path home;

    private final Postbox postbox = new Postbox(_ -> {});
    private final HttpClient http = HttpClient.newHttpClient();
    private TestPlatform platform;
    private MetricsServer metrics;

    @BeforeEach
    void start() throws Exception {
        platform = new TestPlatform(home);
        metrics = MetricsServer.start("127.0.0.1", 0, text -> {
            platform.server.measure(text);
            postbox.measure(text);
        });
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
        metrics.close();
        platform.close();
        postbox.close();
    }

    @Test
    void it_tells_who_is_connected_what_was_relayed_and_what_waits() throws Exception {
        assertThat(page())
                .contains(
                        "\nhpc_platform_daemons_online 0\n",
                        "\nhpc_platform_routes_open 0\n",
                        "\nhpc_platform_wake_ups_waiting 0\n",
                        "\nhpc_platform_refusals_total 0\n",
                        "\nhpc_platform_database_up 1\n",
                        "\nhpc_platform_mails_sent_total 0\n",
                        "# TYPE hpc_platform_connections gauge\n",
                        "# TYPE hpc_platform_connections_refused_total counter\n");

        TestSocket daemon = platform.daemon("ann-daemon");
        TestSocket agent = platform.agent("box", "ann-agent");
        daemon.nextFrame();
        agent.send("twelve bytes");
        daemon.send(daemon.nextFrame());
        assertThat(agent.nextText()).isEqualTo("twelve bytes");
        daemon.ask(
                new PlatformRequest.PublishEvent(SampleEvent.of("e_11111111", "box", InMemoryAccounts.ANNS_AGENT, "")));
        assertThat(platform.get("/hpc/daemons", "no-key").statusCode()).isEqualTo(401);

        assertThat(page())
                .contains(
                        "\nhpc_platform_websockets 2\n",
                        "\nhpc_platform_daemons_online 1\n",
                        "\nhpc_platform_routes_open 1\n",
                        "\nhpc_platform_relayed_bytes_total{to=\"agents\"} 12\n",
                        "\nhpc_platform_relayed_bytes_total{to=\"daemons\"} 12\n",
                        "\nhpc_platform_wake_ups_waiting 1\n",
                        "\nhpc_platform_refusals_total 1\n");

        daemon.end();
        await().until(() -> page().contains("\nhpc_platform_daemons_online 0\n"));
    }

    @Test
    void without_its_database_the_rest_is_told_all_the_same() throws Exception {
        platform.server.close();

        assertThat(page())
                .contains("\nhpc_platform_database_up 0\n", "\nhpc_platform_connections_max ")
                .doesNotContain("wake_ups_waiting");
    }

    @Test
    void there_is_nothing_else_at_its_address_and_no_metrics_at_the_platforms() throws Exception {
        assertThat(ask(HttpRequest.newBuilder(metrics.uri().resolve("/hpc/health")))
                        .statusCode())
                .isEqualTo(404);
        assertThat(ask(HttpRequest.newBuilder(metrics.uri()).POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
        assertThat(platform.get("/metrics", "").statusCode()).isEqualTo(404);
    }

    @Test
    void an_address_that_is_taken_is_named_with_its_option() {
        assertThatThrownBy(() -> MetricsServer.start("127.0.0.1", metrics.uri().getPort(), _ -> {}))
                .hasMessageContainingAll(
                        "cannot listen on 127.0.0.1:" + metrics.uri().getPort(), "--metrics-listen");
    }

    @Test
    void the_table_for_hosts_lists_exactly_these_metrics() throws Exception {
        String hosting = Files.readString(Path.of("../docs/hosting.md"));

        assertThat(names(hosting, "\\| `(hpc_platform_\\w+)")).isEqualTo(names(page(), "# TYPE (\\w+)"));
    }

    private static Set<String> names(String text, String pattern) {
        Set<String> names = new TreeSet<>();
        Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .forEach(names::add);
        return names;
    }

    private String page() throws Exception {
        HttpResponse<String> page = ask(HttpRequest.newBuilder(metrics.uri()));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        return page.body();
    }

    private HttpResponse<String> ask(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
