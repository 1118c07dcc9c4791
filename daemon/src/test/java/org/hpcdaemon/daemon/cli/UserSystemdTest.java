package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.life.Launcher;
import org.hpcdaemon.platform.identity.NewKey;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.testkit.UserSystemd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a service of a real systemd: installed, failing, stopped and removed. */
@Tag("slow")
final class UserSystemdTest {
    private static final String UNIT = "hpc-daemon-box.service";

    @TempDir
    private Path temp;

    private UserSystemd systemd;
    private RealPlatform platform;
    private NewKey key;

    @BeforeEach
    void prepare() throws Exception {
        systemd = UserSystemd.start(
                temp,
                Map.of("HPC_DAEMON_HOME", temp.resolve("home").toString(), "LOCAL_MODE", "1"),
                Assumptions::assumeTrue);
        platform = new RealPlatform(temp.resolve("platform"));
        key = platform.daemonKey("box");
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        TestProfiles.save(
                new Context(new Home(temp.resolve("home")), InstantSource.system(), nowhere, nowhere),
                TestProfiles.plain(new DaemonId("box"), platform.url(), temp, key.secret()));
    }

    @AfterEach
    void end() throws Exception {
        if (systemd != null) {
            systemd.close();
        }
        if (platform != null) {
            platform.close();
        }
    }

    private UserSystemd.Said hpcDaemon(String... words) throws IOException {
        List<String> command = new ArrayList<>(Launcher.command());
        command.addAll(List.of(words));
        return systemd.run(command);
    }

    private void awaitState(String state) {
        await().until(() -> systemd.property(UNIT, "SubState").equals(state));
    }

    private void awaitOnline() {
        Path said = temp.resolve("home/box.run");
        await().until(() -> {
            String status = Files.exists(said) ? Files.readString(said) : "";
            return status.contains("\"online\"") && status.contains("\"pid\":" + mainPid() + ",");
        });
    }

    private long mainPid() throws IOException {
        return Long.parseLong(systemd.property(UNIT, "MainPID"));
    }

    @Test
    void itIsStartedStartedAgainWhenItFailsAndStaysStoppedWhenItIsStopped() throws Exception {
        UserSystemd.Said installed = hpcDaemon("service", "install");
        assertThat(installed.words()).contains("installed", "box is started");
        assertThat(installed.exitCode()).isZero();
        awaitOnline();
        assertThat(hpcDaemon("service", "status", "--json").words())
                .contains("\"enabled\" : \"enabled\"", "\"active\" : \"active\"");

        // As the kernel does when memory is short.
        ProcessHandle.of(mainPid()).orElseThrow().destroyForcibly();
        awaitState("auto-restart");
        systemd.run(List.of("systemctl", "--user", "start", UNIT)); // what follows by itself after 10 s
        awaitOnline();

        long before = mainPid();
        UserSystemd.Said restarted = hpcDaemon("restart", "--wait", "180");
        assertThat(restarted.exitCode()).as(restarted.words()).isZero();
        assertThat(restarted.words()).contains("online as box");
        assertThat(mainPid()).isNotEqualTo(before);

        // It gets no time to end, so it is killed, which systemd would take for a failure.
        assertThat(hpcDaemon("stop", "--grace", "0").words()).contains("was killed");
        await().until(() -> List.of("dead", "failed").contains(systemd.property(UNIT, "SubState")));
        assertThat(hpcDaemon("status").exitCode()).isEqualTo(1);

        UserSystemd.Said removed = hpcDaemon("remove", "--yes");
        assertThat(removed.words()).contains("its systemd unit is removed", "box is removed here and at");
        assertThat(systemd.property(UNIT, "LoadState")).isEqualTo("not-found");
    }

    @Test
    void oneWhoseKeyWasRevokedIsNotStartedAgainAndAgain() throws Exception {
        assertThat(hpcDaemon("service", "install").exitCode()).isZero();
        awaitOnline();
        platform.revoke(key);
        awaitState("failed");
        assertThat(systemd.property(UNIT, "NRestarts")).isEqualTo("0");
        assertThat(hpcDaemon("service", "uninstall").exitCode()).isZero();
    }
}
