package org.hpcdaemon.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code start} in a process of its own. */
@Tag("slow")
class StartTest extends StartRig {
    @Test
    void start_serves_keeps_its_home_private_refuses_a_second_and_ends_well_on_term() throws Exception {
        Process platform = platform("start", "--home", home.toString(), "--listen", "127.0.0.1:0");
        String ready = line(platform);
        assertThat(ready).startsWith("platform ready at http://127.0.0.1:");
        URI health = URI.create(ready.substring("platform ready at ".length()) + "/hpc/health");
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(permissions(home)).isEqualTo("rwx------");
        assertThat(permissions(home.resolve("platform.db"))).isEqualTo("rw-------");

        Process second = platform("start", "--home", home.toString(), "--listen", "127.0.0.1:0");
        assertThat(error(second)).contains("runs on " + home).hasLineCount(1);
        assertThat(second.exitValue()).isEqualTo(1);

        platform.toHandle().destroy(); // Process.destroy closes stderr too.
        assertThat(error(platform)).contains("stopping: SIGTERM", "stopped").hasLineCount(2);
        assertThat(platform.exitValue()).isZero();
    }

    @Test
    void metrics_are_served_at_an_address_of_their_own_which_only_this_machine_reaches() throws Exception {
        String[] start = {"start", "--home", home.toString(), "--listen", "127.0.0.1:0", "--metrics-listen"};
        for (String reachable : List.of("0.0.0.0:0", "[::]:0", "192.0.2.1:9464")) {
            Process refused = platform(with(start, reachable));
            assertThat(error(refused))
                    .contains("--metrics-listen " + reachable + " can be reached by others", "127.0.0.1:9464")
                    .hasLineCount(1);
            assertThat(refused.exitValue()).isEqualTo(2);
        }

        Process platform = platform(with(start, "127.0.0.1:0"));
        String said = platform.errorReader(StandardCharsets.UTF_8).readLine();
        assertThat(said).contains("metrics at http://127.0.0.1:");
        URI metrics = URI.create(said.substring(said.indexOf("http://")));
        assertThat(URI.create(line(platform).substring("platform ready at ".length()))
                        .getPort())
                .isNotEqualTo(metrics.getPort());
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                            .body())
                    .contains("hpc_platform_daemons_online 0", "hpc_platform_mails_waiting 0");
        }
        platform.toHandle().destroy();
        assertThat(platform.waitFor()).isZero();
    }

    @Test
    void a_home_whose_database_is_lost_is_not_begun_anew() throws Exception {
        for (String trace : List.of("audit.log", "platform.db-wal", "mail")) {
            Path served = Files.createDirectory(home.resolve("served-" + trace));
            Path left = served.resolve(trace);
            Files.writeString(trace.equals("mail") ? Files.createDirectory(left).resolve("1.eml") : left, "{}\n");
            Process platform = platform("start", "--home", served.toString(), "--listen", "127.0.0.1:0");
            assertThat(error(platform))
                    .contains(served.resolve("platform.db") + " is missing or empty", trace + " beside it", "--home")
                    .hasLineCount(1);
            assertThat(platform.exitValue()).isEqualTo(1);
            assertThat(served.resolve("platform.db")).doesNotExist();
        }
    }

    @Test
    void a_port_in_use_is_named_with_what_to_do() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + other.getLocalPort();
            Process platform = platform("start", "--home", home.toString(), "--listen", address);
            assertThat(error(platform))
                    .contains("cannot listen on " + address + ": ", "--listen")
                    .hasLineCount(1);
            assertThat(platform.exitValue()).isEqualTo(1);
        }
    }

    @Test
    void what_clients_cannot_use_as_a_url_is_refused() throws Exception {
        for (String url : List.of("hpc.example.org", "ftp://hpc.example.org", "https:///x", "https://x/?y")) {
            Process platform =
                    platform("start", "--home", home.toString(), "--listen", "127.0.0.1:0", "--public-url", url);
            assertThat(error(platform)).contains("--public-url " + url).hasLineCount(1);
            assertThat(platform.exitValue()).isEqualTo(2);
        }
    }

    @Test
    void a_file_that_is_not_there_and_a_home_that_is_not_a_folder_are_named() throws Exception {
        String none = home.resolve("none.pem").toString();
        Process tls = platform(
                "start", "--home", home.toString(), "--listen", "127.0.0.1:0", "--tls-cert", none, "--tls-key", none);
        assertThat(error(tls))
                .contains("--tls-cert or --tls-key: there is no " + none)
                .hasLineCount(1);
        assertThat(tls.exitValue()).isEqualTo(2);

        Path file = Files.createFile(home.resolve("file"));
        Process inTheWay = platform("start", "--home", file.toString(), "--listen", "127.0.0.1:0");
        assertThat(error(inTheWay))
                .contains(file + " exists and is not a folder", "--home")
                .hasLineCount(1);
        assertThat(inTheWay.exitValue()).isEqualTo(1);
    }

    @Test
    void wrong_usage_is_told_in_one_line() {
        assertThat(run("start", "--listen", "nonsense")).isEqualTo(2);
        assertThat(run("start", "--no-such-option")).isEqualTo(2);
        assertThat(run("start", "--tls-cert", "x")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        assertThat(run("start", "--help")).isZero();
    }
}
