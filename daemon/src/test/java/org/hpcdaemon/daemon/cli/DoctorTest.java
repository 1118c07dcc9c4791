package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.platform.identity.NewKey;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.DaemonId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hpc-daemon doctor} before the real platform. */
final class DoctorTest {
    @TempDir
    private Path temp;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Context context;
    private RealPlatform platform;

    @BeforeEach
    void prepare() throws Exception {
        platform = new RealPlatform(temp.resolve("platform"));
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        context = new Context(new Home(temp.resolve("home")), InstantSource.system(), stream, stream);
    }

    @AfterEach
    void end() {
        platform.close();
    }

    private void profile(String id, NewKey key) {
        TestProfiles.save(context, TestProfiles.plain(new DaemonId(id), platform.url(), temp, key.secret()));
    }

    private int doctor(String... options) {
        out.reset();
        return Main.commandLine(context)
                .execute(Stream.concat(Stream.of("doctor"), Arrays.stream(options))
                        .toArray(String[]::new));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whereAllIsWellEachCheckIsALineThatSaysSo() {
        profile("box", platform.daemonKey("box"));
        assertThat(doctor()).as(this::said).isZero();
        for (String name : List.of(
                "java",
                "limits",
                "tmp",
                "home",
                "room",
                "state",
                "scheduler",
                "sandbox",
                "proxy",
                "dns",
                "tcp",
                "tls",
                "platform",
                "clock",
                "key",
                "websocket")) {
            assertThat(said()).containsPattern("(?m)^(ok|warn) +" + name + " ");
        }
        assertThat(said())
                .contains("the upgrade works")
                .contains("of ada@example.org")
                .doesNotContain("hpc_daemon_");
    }

    @Test
    void aRevokedKeyOrOneOfAnotherDaemonBlocks() {
        NewKey key = platform.daemonKey("box");
        profile("box", key);
        platform.revoke(key);
        assertThat(doctor()).isEqualTo(ExitCodes.FAILED);
        assertThat(said()).containsPattern("(?m)^fail +key ").containsPattern("(?m)^- +websocket ");

        profile("box", platform.daemonKey("crate"));
        assertThat(doctor("--json")).isEqualTo(ExitCodes.FAILED);
        assertThat(said()).contains("\"level\" : \"fail\"").contains("not of daemon box");
    }

    @Test
    void besideADaemonThatRunsItLooksAndDoesNotPushItOff() throws Exception {
        profile("box", platform.daemonKey("box"));
        assertThat(Main.commandLine(context).execute("start", "--detach", "--wait", "180"))
                .as(this::said)
                .isZero();
        try {
            String before = Files.readString(temp.resolve("home/box.run"));
            assertThat(doctor()).as(this::said).isZero();
            assertThat(said()).containsPattern("(?m)^ok +websocket +the running daemon is connected");
            assertThat(Files.readString(temp.resolve("home/box.run")))
                    .as("its connection, and since when")
                    .isEqualTo(before);
        } finally {
            assertThat(Main.commandLine(context).execute("stop")).isZero();
        }
    }

    @Test
    void aHomeThatOthersCanReadBlocksAndTheFixIsNamed() throws Exception {
        profile("box", platform.daemonKey("box"));
        Files.setPosixFilePermissions(temp.resolve("home/state.db"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(doctor()).isEqualTo(ExitCodes.FAILED);
        assertThat(said()).contains("chmod 600 " + temp.resolve("home/state.db"));
    }

    @Test
    void beforeSetUpTheMachineIsLookedAtAlone() {
        assertThat(doctor()).as(this::said).isZero();
        assertThat(said()).contains("hpc-daemon setup").doesNotContain("websocket");
        assertThat(temp.resolve("home")).doesNotExist();
    }

    @Test
    void withSeveralDaemonsItAsksWhich() {
        profile("box", platform.daemonKey("box"));
        profile("crate", platform.daemonKey("crate"));
        assertThat(doctor()).isEqualTo(ExitCodes.USAGE);
        assertThat(doctor("--daemon-id", "crate")).as(this::said).isZero();
    }
}
