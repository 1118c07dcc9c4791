package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.DaemonId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a service, where systemd's programs are there, say no, or are missing. */
@Tag("slow")
final class ServiceTest {
    private static final String SECRET = "p$w%20d";

    /** Remembers what it was asked, and is enabled from the first {@code enable} to the next {@code disable}. */
    private static final String SYSTEMCTL = """
            #!/bin/sh
            echo "$@" >> "${0%/*}/asked"
            case $2 in
            show-environment) ;;
            enable) echo > "${0%/*}/enabled" ;;
            disable) rm "${0%/*}/enabled" ;;
            is-enabled) [ -e "${0%/*}/enabled" ] && echo enabled || { echo disabled; exit 1; } ;;
            is-active) [ -e "${0%/*}/enabled" ] && echo active || { echo inactive; exit 3; } ;;
            esac
            """;

    @TempDir
    private Path temp;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path bin;
    private Path unit;
    private Context context;

    @BeforeEach
    void prepare() throws IOException {
        bin = Files.createDirectory(temp.resolve("bin"));
        unit = temp.resolve("config/systemd/user/hpc-daemon-box.service");
        context = new Context(
                new Home(temp.resolve("home")),
                InstantSource.system(),
                Map.of(
                        "PATH",
                        bin.toString(),
                        "XDG_CONFIG_HOME",
                        temp.resolve("config").toString(),
                        "HTTPS_PROXY",
                        "http://ada:" + SECRET + "@proxy:1",
                        "EDITOR",
                        "ed"),
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        TestProfiles.save(context, TestProfiles.plain(new DaemonId("box"), "http://127.0.0.1:1", temp, "hpc_daemon_x"));
    }

    private int service(String... words) {
        return run(Stream.concat(Stream.of("service"), Stream.of(words)).toArray(String[]::new));
    }

    private int run(String... words) {
        out.reset();
        err.reset();
        return Main.commandLine(context).execute(words);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String warned() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(bin.resolve(name), script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private List<String> asked() throws IOException {
        return Files.readAllLines(bin.resolve("asked"));
    }

    @Test
    void whereThereIsAUserSystemdAUnitIsWrittenEnabledAndStarted() throws IOException {
        program("systemctl", SYSTEMCTL);
        program("loginctl", "#!/bin/sh\necho Linger=no\n");
        assertThat(service("install")).as(this::warned).isZero();
        assertThat(asked())
                .containsSequence(
                        "--user daemon-reload",
                        "--user enable hpc-daemon-box.service",
                        "--user restart hpc-daemon-box.service");
        assertThat(Files.readString(unit))
                .contains("KillMode=process")
                .contains("\"start\" \"--daemon-id\" \"box\"")
                .contains("Environment=\"HPC_DAEMON_HOME=" + temp.resolve("home") + "\"")
                .contains("Environment=\"HTTPS_PROXY=http://ada:p$w%%20d@proxy:1\"")
                .doesNotContain("EDITOR")
                .doesNotContain("hpc_daemon_x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(unit)))
                .isEqualTo("rw-------");
        assertThat(warned()).contains("loginctl enable-linger");
        assertThat(said()).doesNotContain(SECRET);

        assertThat(service("status", "--json")).isZero();
        assertThat(said())
                .contains("\"enabled\" : \"enabled\"")
                .contains("\"active\" : \"active\"")
                .contains("\"lingers\" : false");

        assertThat(service("uninstall")).isZero();
        assertThat(asked()).contains("--user disable --now hpc-daemon-box.service");
        assertThat(unit).doesNotExist();
        assertThat(service("status")).isEqualTo(ExitCodes.FAILED);
        assertThat(service("uninstall")).isZero();
        assertThat(said()).contains("is not a systemd service here");
    }

    @Test
    void lingeringThatIsOnNeedsNoWord() throws IOException {
        program("systemctl", SYSTEMCTL);
        program("loginctl", "#!/bin/sh\necho Linger=yes\n");
        assertThat(service("install")).isZero();
        assertThat(warned()).isEmpty();
        assertThat(service("status")).isZero();
        assertThat(said()).contains("outlives your logout");
    }

    @Test
    void whatSystemdRefusesIsReportedInItsWords() throws IOException {
        program(
                "systemctl",
                "#!/bin/sh\n[ $2 = show-environment ] || { echo 'Failed to enable unit: masked'; exit 1; }\n");
        assertThat(service("install")).isEqualTo(ExitCodes.FAILED);
        assertThat(warned()).contains("Failed to enable unit: masked");
    }

    @Test
    void withoutAUserSystemdALineForCronIsPrintedThatStartsTheDaemon() throws Exception {
        program("systemctl", "#!/bin/sh\necho 'Failed to connect to bus' >&2\nexit 1\n");
        assertThat(service("install")).isZero();
        assertThat(said()).startsWith("@reboot ").hasLineCount(1).contains("p$w\\%20d");
        assertThat(warned()).contains("crontab -e");
        assertThat(unit).doesNotExist();

        // As cron runs it: nothing is there but what the line says. The platform is away, so it tries on, and is
        // stopped.
        String command = said().strip().substring("@reboot ".length()).replace("\\%", "%") + " --wait 0";
        Process cron = new ProcessBuilder(
                        "env", "-i", "/bin/sh", "-c", command.replace("PATH=" + bin, "PATH=/usr/bin:/bin"))
                .directory(temp.toFile())
                .redirectErrorStream(true)
                .start();
        String words = new String(cron.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(cron.waitFor()).as(words).isEqualTo(ExitCodes.UNREACHABLE);
        await().until(() -> Main.commandLine(context).execute("status") == ExitCodes.OK);
        assertThat(Main.commandLine(context).execute("stop")).isZero();
    }

    @Test
    void withoutSystemdAtAllItIsTheSame() {
        assertThat(service("install")).isZero();
        assertThat(said()).startsWith("@reboot ");
        assertThat(service("status")).isEqualTo(ExitCodes.FAILED);
        assertThat(said()).contains("no user systemd");
    }

    @Test
    void whatSystemdLooksAfterIsLetGoBeforeItIsStoppedSoThatAKillIsNoFailure() throws IOException {
        program("systemctl", SYSTEMCTL);
        assertThat(run("stop")).isZero();
        assertThat(said()).contains("is not running");

        assertThat(service("install")).isZero();
        assertThat(run("stop")).isZero();
        assertThat(said()).contains("systemd no longer starts it");
        assertThat(asked()).containsOnlyOnce("--user stop --no-block hpc-daemon-box.service");
    }

    @Test
    void aDaemonThatIsRemovedTakesItsUnitAlongAndTellsOfItsLineForCron() throws IOException {
        program("systemctl", SYSTEMCTL);
        program("crontab", """
                #!/bin/sh
                echo '# @reboot hpc-daemon start --detach --daemon-id box'
                echo '@reboot PATH=/bin /opt/hpc-daemon start --detach --daemon-id box'
                echo '@reboot PATH=/bin /opt/hpc-daemon start --detach --daemon-id box2'
                """);
        assertThat(service("install")).isZero();

        run("remove", "--yes");
        assertThat(said()).contains("its systemd unit is removed");
        assertThat(unit).doesNotExist();
        assertThat(asked()).contains("--user disable --now hpc-daemon-box.service");
        assertThat(warned())
                .containsOnlyOnce("@reboot")
                .contains("box is removed here")
                .contains("remove this line with `crontab -e`: @reboot PATH=/bin /opt/hpc-daemon start --detach");
    }

    @Test
    void aUnitThatCannotBeStoppedInThisLoginIsNamedAndTheRestGoesOn() throws IOException {
        program("systemctl", SYSTEMCTL);
        assertThat(service("install")).isZero();
        program("systemctl", "#!/bin/sh\nexit 1\n");

        run("remove", "--yes");
        assertThat(warned()).contains("its systemd unit stays", unit.toString(), "box is removed here");
    }
}
