package org.hpcdaemon.platform.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd is told of a platform. */
final class PlatformUnitTest {
    private static final List<String> START = List.of("/opt/hpc/bin/hpc-platform", "start");

    @Test
    void the_machines_keeps_its_state_where_services_do_and_reaches_nothing_else() {
        assertThat(unit("hpc-platform", PlatformUnit.DEFAULT_HOME, START, 7700))
                .contains(
                        "User=hpc-platform\n",
                        "StateDirectory=hpc-platform\nStateDirectoryMode=0700\n",
                        "ProtectSystem=strict\n",
                        "ProtectHome=yes\n",
                        "ExecStart=\"/opt/hpc/bin/hpc-platform\" \"start\"\n",
                        "WantedBy=multi-user.target\n")
                .doesNotContain("AmbientCapabilities", "ReadWritePaths");
    }

    @Test
    void another_home_may_be_written_and_what_lies_below_home_folders_is_not_hidden() {
        assertThat(unit("ada", Path.of("/srv/hpc"), START, 7700))
                .contains("ReadWritePaths=\"/srv/hpc\"\n", "ProtectHome=yes\n")
                .doesNotContain("StateDirectory");
        assertThat(unit("ada", Path.of("/home/ada/hpc"), START, 7700)).doesNotContain("ProtectHome");
        assertThat(unit("ada", Path.of("/srv/hpc"), List.of("/root/hpc/bin/hpc-platform", "start"), 7700))
                .doesNotContain("ProtectHome");
    }

    @Test
    void a_port_below_1024_comes_with_the_right_to_it() {
        assertThat(unit("hpc-platform", PlatformUnit.DEFAULT_HOME, START, 443))
                .contains("AmbientCapabilities=CAP_NET_BIND_SERVICE\n");
    }

    @Test
    void a_users_own_names_no_user() {
        assertThat(unit(null, Path.of("/home/ada/.hpc_platform"), START, 7700))
                .contains("WantedBy=default.target\n", "Restart=on-failure\n")
                .doesNotContain("User=", "Protect");
    }

    @Test
    void systemd_itself_finds_no_fault_in_it(@TempDir Path folder) throws Exception {
        Path analyze = Path.of("/usr/bin/systemd-analyze");
        assumeTrue(Files.isExecutable(analyze), "systemd-analyze is not installed");
        List<String> command = List.of("/bin/sh", "start", "--smtp", "smtp://a%20b$c\"d@host");
        Path file = folder.resolve(PlatformUnit.NAME);
        for (@Nullable String user : Arrays.asList("root", null)) {
            Files.writeString(file, unit(user, Path.of("/srv/hp c"), command, 443));
            Process verify = new ProcessBuilder(analyze.toString(), "verify", "--man=no", file.toString())
                    .redirectErrorStream(true)
                    .start();
            assertThat(new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                    .noneMatch(line -> line.contains(PlatformUnit.NAME));
            assertThat(verify.waitFor()).isZero();
        }
    }

    private static String unit(@Nullable String user, Path home, List<String> command, int port) {
        Map<String, String> variables = Map.of("HPC_PLATFORM_HOME", home.toString());
        return new PlatformUnit(user, home, new TreeMap<>(variables), command, port).text();
    }
}
