package org.hpcdaemon.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.cli.service.OwnProgram;
import org.hpcdaemon.platform.cli.service.PlatformUnit;
import org.hpcdaemon.testkit.UserSystemd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The platform as a service of a real systemd. */
@Tag("slow")
final class ServiceTest {
    @TempDir
    private Path temp;

    private UserSystemd systemd;
    private Path unit;

    @BeforeEach
    void prepare() throws Exception {
        systemd = UserSystemd.start(
                temp, Map.of("HPC_PLATFORM_HOME", temp.resolve("home").toString()), Assumptions::assumeTrue);
        unit = temp.resolve("config/systemd/user/" + PlatformUnit.NAME);
    }

    @AfterEach
    void end() throws IOException {
        if (systemd != null) {
            systemd.close();
        }
    }

    private UserSystemd.Said service(String verb, String... options) throws IOException {
        List<String> command = new ArrayList<>(OwnProgram.command(Main.class.getName()));
        command.addAll(List.of("service", verb, "--user"));
        command.addAll(List.of(options));
        return systemd.run(command);
    }

    @Test
    void it_is_started_with_its_options_started_again_when_it_fails_and_removed() throws Exception {
        assertThat(service("status").exitCode()).isEqualTo(1);
        int port = freePort();

        UserSystemd.Said installed =
                service("install", "--listen", "127.0.0.1:" + port, "--allow", "a@x.org", "@y.org");
        assertThat(installed.words()).contains("installed " + unit, "state is in " + temp.resolve("home"));
        assertThat(installed.exitCode()).isZero();
        await().until(() -> isHealthy(port));
        assertThat(temp.resolve("home/platform.db")).exists();
        assertThat(service("status", "--json").words())
                .contains("\"enabled\" : \"enabled\"", "\"active\" : \"active\"");
        assertThat(Files.readString(unit))
                .contains("\"--listen\" \"127.0.0.1:" + port + "\"", "\"--allow\" \"a@x.org\" \"@y.org\"");

        // As the kernel does when memory is short.
        long pid = Long.parseLong(systemd.property(PlatformUnit.NAME, "MainPID"));
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        await().until(() -> systemd.property(PlatformUnit.NAME, "SubState").equals("auto-restart"));
        systemd.run(List.of("systemctl", "--user", "start", PlatformUnit.NAME)); // what follows by itself after 10 s
        await().until(() -> isHealthy(port));

        assertThat(service("uninstall").words()).contains("stopped and no longer a service");
        assertThat(isHealthy(port)).isFalse();
        assertThat(unit).doesNotExist();
        assertThat(systemd.property(PlatformUnit.NAME, "LoadState")).isEqualTo("not-found");
        assertThat(service("uninstall").words()).contains("not installed");
    }

    @Test
    void what_start_would_refuse_is_refused_before_anything_is_installed() throws Exception {
        assertRefused("--tls-cert and --tls-key", "--listen", "0.0.0.0:7700");
        assertRefused("can be reached by others", "--metrics-listen", "0.0.0.0:1");
        assertRefused("--smtp-password-file", "--smtp", "smtp://a:secret@host", "--mail-from", "a@x.org");
        assertRefused("--run-as is for the machine's systemd", "--run-as", "root");
    }

    private void assertRefused(String why, String... options) throws IOException {
        UserSystemd.Said said = service("install", options);
        assertThat(said.words()).contains(why).doesNotContain("secret").hasLineCount(1);
        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(unit).doesNotExist();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static boolean isHealthy(int port) throws InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI health = URI.create("http://127.0.0.1:" + port + "/hpc/health");
            return http.send(HttpRequest.newBuilder(health).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException _) {
            return false;
        }
    }
}
