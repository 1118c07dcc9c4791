package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.link.Target;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.testkit.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code setup --no-interview} with a code on standard input, against the real platform. */
@Tag("slow")
final class UnattendedSetupTest {
    @TempDir
    private Path temp;

    private final TestClock clock = TestClock.at(Instant.now());
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private RealPlatform platform;
    private Path work;

    @BeforeEach
    void prepare() throws Exception {
        platform = new RealPlatform(temp.resolve("platform"), clock);
        work = Files.createDirectory(temp.resolve("work")).toRealPath();
    }

    @AfterEach
    void end() {
        platform.close();
    }

    /** A call that is under way, and its standard input. */
    private final class Call implements AutoCloseable {
        private final PipedInputStream in = new PipedInputStream();
        private final OutputStream keyboard;
        private final CompletableFuture<Integer> code;

        Call(Map<String, String> environment, String... args) throws IOException {
            keyboard = new PipedOutputStream(in);
            out.reset();
            err.reset();
            Context context = context(environment, in);
            code = CompletableFuture.supplyAsync(() -> Main.commandLine(context).execute(args));
        }

        Call awaits(String words) {
            await().until(() -> said().contains(words) || code.isDone());
            assertThat(said()).contains(words);
            return this;
        }

        Call type(String line) throws IOException {
            keyboard.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
            return this;
        }

        /** Types the code that was mailed, once it was. */
        Call typeCode(String before) throws IOException {
            await().until(() -> !platform.code().isEmpty() && !platform.code().equals(before));
            return type(platform.code());
        }

        int end() {
            return code.join();
        }

        @Override
        public void close() throws IOException {
            keyboard.close();
        }
    }

    private Context context(Map<String, String> environment, InputStream in) {
        return new Context(
                new Home(temp.resolve("home")),
                InstantSource.system(),
                environment,
                in,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private Call setup(String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of(
                "setup",
                "--no-interview",
                "--url",
                platform.url(),
                "--email",
                "ada@example.org",
                "--daemon-id",
                "box",
                "--allowed-dirs",
                work.toString()));
        args.addAll(List.of(more));
        return new Call(Map.of(), args.toArray(String[]::new));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    private List<Profile> stored() {
        return context(Map.of(), InputStream.nullInputStream()).profiles(Profiles::all);
    }

    private Path privateHome() throws IOException {
        return Files.createDirectory(
                temp.resolve("home"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static String wrong(String code) {
        return code.startsWith("0") ? "1" + code.substring(1) : "0" + code.substring(1);
    }

    @Test
    void aCodeOnStandardInputMakesAKeyAndARegisteredDaemon() throws Exception {
        try (Call call = setup("--cluster-name", "my box")) {
            assertThat(call.typeCode("").end()).as(this::said).isZero();
        }
        Profile profile = stored().getFirst();
        try (HpcClient itself = HpcClient.open(Target.of(platform.url()), profile.apiKey())) {
            assertThat(itself.daemons()).singleElement().satisfies(view -> {
                assertThat(view.daemon()).isEqualTo(profile.daemon());
                assertThat(view.clusterName()).isEqualTo("my box");
                assertThat(view.host()).isEqualTo(Host.here().name());
            });
        }
        assertThat(said()).doesNotContain(profile.apiKey()).doesNotContain("WHEREVER");
    }

    @Test
    void aSecondSetupKeepsWhatIsNotSaidAndRevokesTheOldKeyOnlyThen() throws Exception {
        try (Call call = setup("--instructions", "be kind")) {
            assertThat(call.typeCode("").end()).as(this::said).isZero();
        }
        String first = platform.code();
        Profile before = stored().getFirst();
        List<String> keys = platform.daemonKeys("box");
        try (Call call = setup("--cluster-name", "renamed")) {
            call.awaits("6-digit code");
            assertThat(platform.daemonKeys("box")).isEqualTo(keys);
            assertThat(call.typeCode(first).end()).as(this::said).isZero();
        }
        assertThat(said()).contains("old key was revoked");
        assertThat(stored()).singleElement().satisfies(after -> {
            assertThat(after.instructions()).isEqualTo("be kind");
            assertThat(after.clusterName()).isEqualTo("renamed");
            assertThat(after.apiKey()).isNotEqualTo(before.apiKey());
        });
        assertThat(platform.daemonKeys("box")).hasSize(1).doesNotContainAnyElementsOf(keys);
    }

    @Test
    void eachWayACodeFailsIsSaidInItsOwnWordsAndAnotherOneIsSentOnRequest() throws Exception {
        try (Call call = setup()) {
            call.awaits("6-digit code").type("what?").awaits("a code has 6 digits");
            await().until(() -> !platform.code().isEmpty());
            String first = platform.code();
            for (int left = 4; left > 0; left--) {
                call.type(wrong(first)).awaits("wrong code: " + left);
            }
            call.type(wrong(first)).awaits("too many tries");
            call.type("resend").awaits("only this one counts");
            await().until(() -> !platform.code().equals(first));
            String second = platform.code();
            clock.advance(Duration.ofMinutes(11));
            call.type(second).awaits("has expired");
            call.type("resend");
            assertThat(call.typeCode(second).end()).as(this::said).isZero();
        }
        assertThat(stored()).hasSize(1);
    }

    @Test
    void tooManyCodesForOneAddressAreRefusedWithTheTimeToWaitAndTheLastOneStillCounts() throws Exception {
        try (Call call = setup()) {
            call.awaits("6-digit code");
            for (int sent = 1; sent < 5; sent++) {
                int already = sent;
                call.type("resend");
                await().until(() -> said().split("only this one counts", -1).length > already);
            }
            call.type("resend").awaits("too many codes for this e-mail: retry in");
            await().until(() -> platform.printedCodes() == 5);
            assertThat(call.type(platform.code()).end()).as(this::said).isZero();
        }
    }

    @Test
    void whoHasHadTooManyCodesIsToldSoAtTheFirstOneToo() throws Exception {
        for (int sent = 0; sent < 5; sent++) {
            Call call = setup();
            call.awaits("6-digit code").close();
            assertThat(call.end()).isEqualTo(ExitCodes.FAILED);
        }
        try (Call call = setup()) {
            assertThat(call.end()).isEqualTo(ExitCodes.FAILED);
        }
        assertThat(said()).hasLineCount(1).contains("too many codes for this e-mail: retry in");
        assertThat(stored()).isEmpty();
    }

    @Test
    void withoutACodeNothingIsMadeAndTheOldProfileStays() throws Exception {
        try (Call call = setup()) {
            call.awaits("6-digit code");
        }
        await().until(() -> said().contains("nothing was changed"));
        assertThat(stored()).isEmpty();
        assertThat(platform.daemonKeys("box")).isEmpty();
    }

    @Test
    void aKeyThatCannotBeStoredIsRevokedAgain() throws Exception {
        try (Call call = setup()) {
            call.awaits("6-digit code");
            Files.setPosixFilePermissions(temp.resolve("home"), PosixFilePermissions.fromString("rwxr-xr-x"));
            assertThat(call.typeCode("").end()).isEqualTo(ExitCodes.NOT_ALLOWED);
        }
        assertThat(said()).contains("chmod 700");
        assertThat(platform.daemonKeys("box")).isEmpty();
    }

    @Test
    void anIdThatAnotherMachineHasIsNotTakenFromItUnasked() throws Exception {
        platform.register("box", "elsewhere");
        try (Call call = setup()) {
            assertThat(call.typeCode("").end()).isEqualTo(ExitCodes.NOT_ALLOWED);
        }
        assertThat(said()).contains("elsewhere").contains("--replace");
        assertThat(platform.daemonKeys("box")).hasSize(1);
        String first = platform.code();
        try (Call call = setup("--replace")) {
            assertThat(call.typeCode(first).end()).as(this::said).isZero();
        }
        assertThat(said()).contains("old key was revoked");
    }

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
        assertThat(said()).contains("the daemon crate, not of box; say --daemon-id crate");
        platform.revoke(key);
        try (Call call = new Call(Map.of(), args)) {
            assertThat(call.end()).isEqualTo(ExitCodes.NOT_ALLOWED);
        }
        assertThat(stored()).isEmpty();
    }

    @Test
    void whatIsMissingIsSaidBeforeAnyWarning() throws Exception {
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
