package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.DaemonId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@code setup --no-interview} takes from flags, files and variables, and what it refuses. */
@Tag("slow")
final class UnattendedSettingsTest extends UnattendedRig {
    @Test
    void whatTheEnvironmentSaysWinsOverTheFileAndAFlagOverBoth() throws Exception {
        Path home = privateHome();
        Path keyFile =
                Files.writeString(temp.resolve("key"), platform.daemonKey("box").secret());
        Path other = Files.createDirectory(temp.resolve("other")).toRealPath();
        Files.writeString(
                home.resolve("config.properties"),
                "url = %s\napi-key-file = %s\ndaemon-id = box\nno-interview = true\ncluster-name = file\ninstructions = file\nwork-dir = %s\n"
                        .formatted(platform.url(), keyFile, other));
        Map<String, String> environment = Map.of(
                "HPC_DAEMON_CLUSTER_NAME",
                "variable",
                "HPC_DAEMON_INSTRUCTIONS",
                "variable",
                "HPC_DAEMON_ALLOWED_DIRS",
                work + ":" + other);
        try (Call call = new Call(environment, "setup", "--instructions", "flag")) {
            assertThat(call.end()).as(this::said).isZero();
        }
        Profile profile = stored().getFirst();
        assertThat(profile.clusterName()).isEqualTo("variable");
        assertThat(profile.instructions()).isEqualTo("flag");
        assertThat(profile.workDir()).isEqualTo(other.toString());
        assertThat(profile.allowedDirs()).containsExactly(work.toString(), other.toString());
    }

    @Test
    void aKeyInTheFileThatDoesNotExistIsNamed() throws Exception {
        Path home = Files.createDirectory(temp.resolve("home"));
        Files.writeString(home.resolve("config.properties"), "alowed-dirs = /tmp\n");
        try (Call call = setup()) {
            assertThat(call.end()).isEqualTo(ExitCodes.USAGE);
        }
        assertThat(said()).contains("alowed-dirs").contains("allowed-dirs, ");
    }

    @Test
    void directoriesThatHoldTooMuchAreRefusedWithTheReason() throws Exception {
        Path home = Path.of(System.getProperty("user.home"));
        Path link = Files.createSymbolicLink(temp.resolve("link"), home);
        Path root = Files.createSymbolicLink(temp.resolve("root"), Path.of("/"));
        privateHome();
        Files.createDirectory(temp.resolve("home/jobs"));
        Path state = Files.createSymbolicLink(temp.resolve("state"), temp.resolve("home/jobs"));
        assertRefused("/", "the whole machine");
        assertRefused(root.toString(), "the whole machine");
        assertRefused(home.toString(), "is your home");
        assertRefused(link.toString(), "is your home");
        assertRefused(temp.resolve("home").toString(), "the daemon's own state");
        assertRefused(state.toString(), "the daemon's own state");
        assertRefused(temp.toString(), "holds the daemon's own state");
        assertRefused(temp.resolve("absent").toString(), "mkdir -p");
    }

    private void assertRefused(String directory, String reason) throws Exception {
        try (Call call = new Call(
                Map.of("HPC_DAEMON_ALLOWED_DIRS", work + ":" + directory),
                "setup",
                "--no-interview",
                "--url",
                platform.url(),
                "--email",
                "ada@example.org")) {
            assertThat(call.end()).as(directory).isEqualTo(ExitCodes.USAGE);
        }
        assertThat(said()).contains(reason).contains("HPC_DAEMON_ALLOWED_DIRS");
    }

    @Test
    void withoutAllowedDirsItWarnsLoudly() throws Exception {
        Path keyFile =
                Files.writeString(temp.resolve("key"), platform.daemonKey("box").secret());
        try (Call call = new Call(
                Map.of(),
                "setup",
                "--no-interview",
                "--url",
                platform.url(),
                "--daemon-id",
                "box",
                "--api-key-file",
                keyFile.toString())) {
            assertThat(call.end()).as(this::said).isZero();
        }
        assertThat(said()).contains("WHEREVER YOU MAY");
    }

    @Test
    void aKeyFileSaysWhichDaemonIsSetUp() throws Exception {
        Path keyFile = Files.writeString(
                temp.resolve("key"), platform.daemonKey("crate").secret());
        try (Call call = new Call(
                Map.of(), "setup", "--no-interview", "--url", platform.url(), "--api-key-file", keyFile.toString())) {
            assertThat(call.end()).as(this::said).isZero();
        }
        assertThat(stored()).singleElement().extracting(Profile::daemon).isEqualTo(new DaemonId("crate"));
    }

    @Test
    void withoutThePlatformAKeyFileDoesNotSayWhichDaemonAndNoneIsGuessed() throws Exception {
        Path keyFile = Files.writeString(
                temp.resolve("key"), platform.daemonKey("crate").secret());
        String[] args = {"setup", "--no-interview", "--url", "http://127.0.0.1:1", "--api-key-file", keyFile.toString()
        };
        try (Call call = new Call(Map.of(), args)) {
            assertThat(call.end()).isEqualTo(ExitCodes.UNREACHABLE);
        }
        assertThat(said()).hasLineCount(1).contains("--daemon-id");
        assertThat(stored()).isEmpty();
    }

    @Test
    void aKeyOfAnotherDaemonOrOneThatWasRevokedIsRefused() throws Exception {
        var key = platform.daemonKey("crate");
        Path keyFile = Files.writeString(temp.resolve("key"), key.secret());
        String[] args = {
            "setup",
            "--no-interview",
            "--url",
            platform.url(),
            "--daemon-id",
            "box",
            "--api-key-file",
            keyFile.toString()
        };
        try (Call call = new Call(Map.of(), args)) {
            assertThat(call.end()).isEqualTo(ExitCodes.USAGE);
        }
        assertThat(said()).contains("the daemon crate, not of box; give --daemon-id crate");
        platform.revoke(key);
        try (Call call = new Call(Map.of(), args)) {
            assertThat(call.end()).isEqualTo(ExitCodes.NOT_ALLOWED);
        }
        assertThat(stored()).isEmpty();
    }

    @Test
    void whatIsMissingIsReportedBeforeAnyWarning() throws Exception {
        try (Call call = new Call(Map.of(), "setup", "--no-interview", "--url", platform.url(), "--daemon-id", "box")) {
            assertThat(call.end()).isEqualTo(ExitCodes.USAGE);
        }
        assertThat(said()).hasLineCount(1).contains("--email");
    }

    @Test
    void aDaemonIdThatIsNoneIsExplainedInWords() throws Exception {
        try (Call call = new Call(Map.of(), "setup", "--no-interview", "--daemon-id", "my box!")) {
            assertThat(call.end()).isEqualTo(ExitCodes.USAGE);
        }
        assertThat(said())
                .hasLineCount(1)
                .contains("\"my box!\" is not a daemon id")
                .contains("such as login-1");
    }
}
