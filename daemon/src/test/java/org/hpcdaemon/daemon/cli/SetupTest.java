package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.linux.restrict.Kernel;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.sandbox.kernel.Rights;
import org.hpcdaemon.session.record.RecordingChoice;
import org.hpcdaemon.testkit.RecordingServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupTest {
    private static final String KEY = "hpc_daemon_0123456789";

    @TempDir
    private Path temp;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path keyFile;
    private Path work;
    private Context context;

    @BeforeEach
    void prepare() throws IOException {
        keyFile = Files.writeString(temp.resolve("key"), KEY + "\n");
        work = Files.createDirectory(temp.resolve("work"));
        context = new Context(
                new Home(temp.resolve("home")),
                InstantSource.system(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private int daemon(String... args) {
        return Main.commandLine(context).execute(args);
    }

    /** Of a user with these variables. */
    private void as(Map<String, String> environment) {
        context = new Context(
                new Home(temp.resolve("home")),
                InstantSource.system(),
                environment,
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private List<Profile> stored() {
        return context.profiles(Profiles::all);
    }

    /** Without the platform, for what is not about it. */
    private int setup(String daemonId, String url, String... more) {
        return reaching(daemonId, url, with(more, "--offline"));
    }

    private int reaching(String daemonId, String url, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "setup",
                "--no-interview",
                "--url",
                url,
                "--api-key-file",
                keyFile.toString(),
                "--daemon-id",
                daemonId,
                "--allowed-dirs",
                work.toString()));
        words.addAll(List.of(more));
        return daemon(words.toArray(String[]::new));
    }

    @Test
    void aProfileIsFoundAgainWithItsKey() throws IOException {
        assertThat(setup("Box", "http://127.0.0.1:1")).isZero();
        Profile profile = context.profiles(profiles -> profiles.find(null));
        assertThat(profile.daemon()).isEqualTo(new DaemonId("box"));
        assertThat(profile.apiKey()).isEqualTo(KEY);
        assertThat(profile.allowedDirs()).containsExactly(work.toRealPath().toString());
    }

    @Test
    void whatHoldsForAgentsIsKept() {
        assertThat(setup("box", "http://127.0.0.1:1")).isZero();
        assertThat(stored()).singleElement().extracting(Profile::guarding).isEqualTo(Guarding.DEFAULT);

        String hidden = temp.resolve("secret").toString();
        assertThat(setup(
                        "box",
                        "http://127.0.0.1:1",
                        "--if-unenforced",
                        "advisory",
                        "--hide",
                        hidden,
                        "--no-network",
                        "--no-unix-sockets",
                        "--allow-containers"))
                .isZero();

        assertThat(stored())
                .singleElement()
                .extracting(Profile::guarding)
                .isEqualTo(new Guarding(IfUnenforced.ADVISORY, List.of(hidden), true, true, true));
    }

    @Test
    void whatIsRecordedIsKeptAndCanBeTakenBack() {
        assertThat(setup("box", "http://127.0.0.1:1")).isZero();
        assertThat(stored()).singleElement().extracting(Profile::recording).isEqualTo(RecordingChoice.OFF);

        assertThat(setup(
                        "box",
                        "http://127.0.0.1:1",
                        "--record",
                        "--record-mb",
                        "2",
                        "--record-total-mb",
                        "30",
                        "--record-days",
                        "4"))
                .isZero();
        assertThat(setup("box", "http://127.0.0.1:1")).isZero();
        assertThat(stored().getFirst().recording()).isEqualTo(new RecordingChoice(true, 2, 30, 4));

        as(Map.of("HOME", temp.toString(), "HPC_DAEMON_RECORD", "false"));
        assertThat(setup("box", "http://127.0.0.1:1")).isZero();
        assertThat(stored().getFirst().recording()).isEqualTo(new RecordingChoice(false, 2, 30, 4));

        err.reset();
        assertThat(setup("box", "http://127.0.0.1:1", "--record-days", "0")).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("--record-days is \"0\"; it is a number of days from 1 to 999999");
    }

    @Test
    void thatContainersCannotRunIsSaidAndThePermissionCanBeTakenBack() {
        assumeTrue(Kernel.landlockVersion() >= Rights.MIN_VERSION, "Landlock is not in this kernel, or too old");
        String home = temp.toString();
        as(Map.of("HOME", home, "PATH", "/nonexistent")); // where no bwrap is

        assertThat(setup("box", "http://127.0.0.1:1", "--allow-containers")).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("containers do not start", "Landlock lets no program mount anything; they need bubblewrap");
        assertThat(stored().getFirst().guarding().containers()).isTrue();

        as(Map.of("HOME", home, "PATH", "/nonexistent", "HPC_DAEMON_ALLOW_CONTAINERS", "false"));
        err.reset();
        assertThat(setup("box", "http://127.0.0.1:1")).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("containers do not start");
        assertThat(stored().getFirst().guarding().containers()).isFalse();
    }

    @Test
    void whatWasStoredBeforeContainersWereASettingAllowsNone() {
        assertThat(Json.read(
                        "{\"ifUnenforced\":\"refuse\",\"hidden\":[],\"noNetwork\":true,\"noUnixSockets\":false}",
                        Guarding.class))
                .isEqualTo(new Guarding(IfUnenforced.REFUSE, List.of(), true, false, false));
    }

    @Test
    void howOftenSlurmIsAskedIsKeptAndANumberThatIsNoneIsRefusedByName() {
        assertThat(setup("box", "http://127.0.0.1:1", "--slurm-poll-seconds", "30"))
                .isZero();
        assertThat(setup("box", "http://127.0.0.1:1")).isZero();
        assertThat(stored())
                .singleElement()
                .extracting(Profile::slurmPollSeconds)
                .isEqualTo(30);

        assertThat(setup("box", "http://127.0.0.1:1", "--slurm-poll-seconds", "0"))
                .isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("--slurm-poll-seconds is \"0\"; it is a number of seconds from 1 to 3600");
    }

    @Test
    void theSchedulerIsKeptUntilAnotherIsChosenAndOneThatIsNotKnownIsRefusedByName() {
        assertThat(setup("box", "http://127.0.0.1:1", "--scheduler", "local")).isZero();
        assertThat(setup("box", "http://127.0.0.1:1")).isZero();
        assertThat(stored()).singleElement().extracting(Profile::scheduler).isEqualTo(SchedulerKind.LOCAL);

        assertThat(setup("box", "http://127.0.0.1:1", "--scheduler", "pbs")).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("--scheduler: \"pbs\" is not auto, slurm, gridengine or local");

        assertThat(setup("box", "http://127.0.0.1:1", "--scheduler", "auto")).isZero();
        assertThat(stored()).singleElement().extracting(Profile::scheduler).isNull();
    }

    @Test
    void theSameIdAgainUpdatesAndNeverDuplicates() {
        assertThat(setup("box", "http://127.0.0.1:1")).isZero();
        assertThat(setup("box", "http://127.0.0.1:2")).isZero();
        assertThat(stored()).singleElement().extracting(Profile::platformUrl).isEqualTo("http://127.0.0.1:2");
    }

    @Test
    void theListNeverShowsTheKey() {
        assertThat(setup("box", "http://127.0.0.1:1")).isZero();
        assertThat(daemon("list", "--json")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("box").doesNotContain(KEY);
    }

    @Test
    void anEmptyListIsReportedOnStandardErrorAndOthersHaveAHeading() {
        assertThat(daemon("list")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("no daemon is set up here yet; run: hpc-daemon setup\n");

        assertThat(daemon("skills", "list")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSizeGreaterThan(1)
                .first()
                .asString()
                .matches("SKILL +ORIGIN +DESCRIPTION");
    }

    @Test
    void aHomeThatOthersCanReadIsRefusedWithTheFix() throws IOException {
        Path home = Files.createDirectory(temp.resolve("home"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(setup("box", "http://127.0.0.1:1")).isEqualTo(4);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("chmod 700 " + home);
    }

    @Test
    void anAgentsKeyIsRefusedAndNothingIsStored() throws IOException {
        Files.writeString(keyFile, "hpc_agent_0123456789");
        assertThat(setup("box", "http://127.0.0.1:1")).isEqualTo(ExitCodes.USAGE);
        assertThat(stored()).isEmpty();
    }

    @Test
    void aUrlThatIsNoPlatformIsRefusedAndNothingIsStored() throws IOException {
        try (RecordingServer server =
                RecordingServer.plain(_ -> RecordingServer.response("200 OK", "", "<p>Welcome to nginx"))) {
            assertThat(reaching("box", "http://127.0.0.1:" + server.port())).isEqualTo(ExitCodes.USAGE);
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("is not a platform");
            assertThat(stored()).isEmpty();
            assertThat(server.requests()).allSatisfy(head -> assertThat(head).doesNotContain(KEY));
        }
    }

    @Test
    void aGroupOfVerbsListsThem() {
        assertThat(daemon("skills")).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).hasLineCount(1).contains("missing command: list or show");
    }

    @Test
    void anErrorNamesTheOptionThatIsWrong() {
        assertThat(setup("box", "http://127.0.0.1:1", "--ca-file", "/nosuch")).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("--ca-file: cannot read the certificates of /nosuch: there is no such file");
        assertThat(setup("box", "http://127.0.0.1:1", "--skill", "nosuch")).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--skill: there is no skill nosuch; there are: ");
    }

    @Test
    void anUnreachablePlatformIsReportedAndNothingIsStored() {
        assertThat(reaching("box", "http://127.0.0.1:1")).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .hasLineCount(1)
                .contains("cannot reach 127.0.0.1:1: connection refused", "nothing was changed", "--offline");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(stored()).isEmpty();
    }

    @Test
    void whoMeansItSetsUpWithoutThePlatformAndIsToldThatTheKeyWasNotTried() {
        assertThat(setup("box", "http://127.0.0.1:1")).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("the platform and the key were not tried");
        assertThat(stored()).hasSize(1);
    }

    @Test
    void withoutThePlatformAKeyAndAnIdAreNeeded() {
        String[] start = {"setup", "--no-interview", "--offline", "--url", "http://127.0.0.1:1"};
        assertThat(daemon(with(start, "--daemon-id", "box"))).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--offline needs --api-key-file");
        assertThat(daemon(with(start, "--api-key-file", keyFile.toString()))).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("add --daemon-id ID");
        assertThat(stored()).isEmpty();
    }

    private static String[] with(String[] words, String... more) {
        return Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray(String[]::new);
    }

    @Test
    void withSeveralProfilesTheChoicesAreNamedAndSoIsTheOneToStart() {
        assertThat(setup("one", "http://127.0.0.1:1")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("next: hpc-daemon start --detach\n");
        assertThat(setup("two", "http://127.0.0.1:1")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("next: hpc-daemon start --detach --daemon-id two\n");
        assertThatThrownBy(() -> context.profiles(profiles -> profiles.find(null)))
                .hasMessageContaining("one, two");
    }
}
