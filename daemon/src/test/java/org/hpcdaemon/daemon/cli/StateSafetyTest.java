package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.life.Launcher;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobList;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.rpc.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state of a real daemon under a careless umask, on two hosts that share it, and on a disk that fills up. */
@Tag("slow")
final class StateSafetyTest {
    private static final DaemonId BOX = new DaemonId("box");
    private static final JobSpec HELLO = Json.read("{\"argv\":[\"echo\",\"hello\"]}", JobSpec.class);

    @TempDir
    private Path temp;

    private final List<Process> started = new ArrayList<>();
    private Path home;
    private RealPlatform platform;
    private boolean mounted;

    @BeforeEach
    void prepare() throws Exception {
        home = temp.resolve("home");
        platform = new RealPlatform(temp.resolve("platform"));
    }

    @AfterEach
    void end() throws Exception {
        for (Process process : started) {
            process.destroy();
            process.waitFor();
        }
        platform.close();
        if (mounted) {
            // The kernel lets go of a process's files a moment after it counts as ended.
            await().until(() -> shell("umount '" + home + "'").waitFor() == 0);
        }
    }

    private void setUp() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        TestProfiles.save(
                new Context(new Home(home), InstantSource.system(), nowhere, nowhere),
                TestProfiles.plain(
                        BOX, platform.url(), temp, platform.daemonKey("box").secret()));
    }

    /** Runs a verb after a line of shell, as {@code umask 000}. */
    private Process daemon(String before, String... verb) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", before + "; exec \"$@\"", "sh"));
        command.addAll(Launcher.command());
        command.addAll(List.of(verb));
        return start(command);
    }

    private Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("out-" + started.size()).toFile());
        builder.environment().put("HPC_DAEMON_HOME", home.toString());
        builder.environment().put("LOCAL_MODE", "1");
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private Process shell(String line) throws IOException {
        return new ProcessBuilder("sh", "-c", line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(new File("/dev/null")))
                .start();
    }

    private String output(Process process) throws IOException {
        return Files.readString(temp.resolve("out-" + started.indexOf(process)));
    }

    private void awaitOnline(Process daemon) {
        await().until(() -> output(daemon).contains("online as box"));
    }

    @Test
    void noOtherUserReachesItWhateverTheUmask() throws Exception {
        assertThat(daemon("umask 000", "list").waitFor()).isZero();
        setUp();
        awaitOnline(daemon("umask 000", "start"));
        assertThat(mode(home)).isEqualTo("rwx------");
        try (Stream<Path> entries = Files.list(home)) {
            assertThat(entries.filter(path -> path.getFileName().toString().startsWith("state.db")))
                    .isNotEmpty()
                    .allSatisfy(path -> assertThat(mode(path)).isEqualTo("rw-------"));
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void ofTwoHostsThatShareAHomeOneRunsIt() throws Exception {
        assumeTrue(shell("unshare --uts true").waitFor() == 0, "a second host name needs root: unshare --uts");
        setUp();
        Process first = daemon("true", "start");
        awaitOnline(first);
        Process second = daemon("exec unshare --uts sh -c 'hostname login2; exec \"$@\"' sh \"$@\"", "start");
        assertThat(second.waitFor()).isEqualTo(ExitCodes.NOT_ALLOWED);
        assertThat(output(second))
                .contains("is already running: pid " + first.pid() + " on "
                        + Host.here().name());
        assertThat(first.isAlive()).isTrue();

        first.destroy();
        assertThat(first.waitFor()).isZero();
        awaitOnline(daemon("exec unshare --uts sh -c 'hostname login2; exec \"$@\"' sh \"$@\"", "start"));
        Process third = daemon("true", "start");
        assertThat(third.waitFor()).isEqualTo(ExitCodes.NOT_ALLOWED);
        assertThat(output(third)).contains("if that machine is gone for good");
        assertThat(output(third)).contains("on login2");
    }

    private void mountSmallDisk() throws Exception {
        Files.createDirectory(home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        mounted =
                shell("mount -t tmpfs -o size=6m,mode=700 tmpfs '" + home + "'").waitFor() == 0;
        assumeTrue(mounted, "a small disk needs root: mount -t tmpfs");
    }

    private void fillDisk() throws Exception {
        shell("cat /dev/zero > '" + home + "/filler'").waitFor();
    }

    @Test
    void aStartOnAFullDiskIsRefusedAtOnceWithTheReason() throws Exception {
        mountSmallDisk();
        setUp();
        fillDisk();
        Process refused = daemon("true", "start", "--detach", "--wait", "600");
        assertThat(refused.waitFor()).isEqualTo(ExitCodes.FAILED);
        assertThat(output(refused)).contains("No space left on device").contains("make room there");

        Files.delete(home.resolve("filler"));
        assertThat(daemon("true", "start", "--detach", "--wait", "180").waitFor())
                .isZero();
        assertThat(daemon("true", "stop").waitFor()).isZero();
    }

    @Test
    void aFullDiskIsReportedBeforeAJobIsSubmittedAndLosesNothing() throws Exception {
        mountSmallDisk();
        setUp();
        Process daemon = daemon("true", "start");
        awaitOnline(daemon);
        String agent = platform.agentKey("agent").secret();
        try (HpcClient client = HpcClient.open(Target.of(platform.url()), agent);
                DaemonSession session = client.connect(BOX)) {
            JobInfo before = session.call(submit("before-it-1234"), JobInfo.class);
            assertThat(client.events(0, Duration.ofSeconds(30)).events()).hasSize(1);

            JobInfo meanwhile = session.call(
                    new JobRequest.Submit(
                            new IdempotencyKey("ends-in-it-1234"),
                            Json.read(
                                    "{\"argv\":[\"sh\",\"-c\",\"until [ -e go ]; do sleep 0.1; done\"]}",
                                    JobSpec.class)),
                    JobInfo.class);
            fillDisk();
            Files.createFile(temp.resolve("go"));
            await().until(() -> output(daemon).contains("job states are not stored"));
            assertThatThrownBy(() -> session.call(submit("while-it-1234"), JobInfo.class))
                    .isInstanceOf(HpcException.class)
                    .hasMessageContaining("full")
                    .extracting(failure -> ((HpcException) failure).code())
                    .isEqualTo(ErrorCode.STORAGE);
            assertThat(session.call(new JobRequest.List(false, null), JobList.class)
                            .jobs())
                    .extracting(JobInfo::job)
                    .containsExactlyInAnyOrder(before.job(), meanwhile.job());

            Files.delete(home.resolve("filler"));
            JobInfo after = session.call(submit("while-it-1234"), JobInfo.class);
            await().until(() -> client.events(0, Duration.ofSeconds(5)).events().stream()
                    .map(woken -> woken.event().endedJob().job())
                    .toList()
                    .containsAll(List.of(before.job(), meanwhile.job(), after.job())));
            assertThat(output(daemon)).containsOnlyOnce("job states are not stored");
        }
        assertThat(daemon.isAlive()).isTrue();
    }

    private static JobRequest.Submit submit(String key) {
        return new JobRequest.Submit(new IdempotencyKey(key), HELLO);
    }
}
