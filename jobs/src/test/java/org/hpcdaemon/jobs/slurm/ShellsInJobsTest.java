package org.hpcdaemon.jobs.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.InJob;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.message.value.SignalName;
import org.hpcdaemon.session.job.JobCommands;
import org.hpcdaemon.session.job.JobProgram;
import org.hpcdaemon.session.record.Recorder;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.shell.ShellSettings;
import org.hpcdaemon.session.shell.Shells;
import org.hpcdaemon.testkit.Patience;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code shell.open} with a job that runs, on a SLURM of two nodes. */
@Tag("slow")
final class ShellsInJobsTest extends OnSeveralNodes {
    private static final RandomIds IDS = RandomIds.secure();
    private static final Caller BOB = new Caller(new UserId("u_12345678"), new AgentId("a_87654321"));

    private int daemons;

    ShellsInJobsTest() {
        super(2);
    }

    /** A daemon with its shells. */
    private final class Daemon implements AutoCloseable {
        final JobsRig rig;
        final Shells shells;

        Daemon(Limits limits) throws IOException {
            root = Files.createDirectories(folder.toRealPath().resolve("shells-" + limits + daemons++));
            rig = limits.daemon(root, slurm());
            shells = new Shells(
                    new ShellSettings(
                            root.resolve("run"),
                            "/",
                            new ChildEnvironment(Map.of("PATH", "/usr/bin:/bin")),
                            Duration.ofSeconds(1),
                            InstantSource.system(),
                            System::nanoTime,
                            new Random(),
                            new TreeCookie.Source("shells-in-jobs", new Random()),
                            rig.places.guard(),
                            rig.commands,
                            Recorder.NONE),
                    rig.once,
                    IDS);
        }

        /** Until the file "go" is there. */
        JobId runningJob(String size) {
            JobId job = rig.submit(JobSpec.builder()
                            .script(
                                    "#!/bin/bash\n#SBATCH " + size
                                            + "\necho of the job >/tmp/shells-test; touch ready; until [ -e go ]; do sleep 0.1; done\n")
                            .env(Map.of("OF_JOB", "its own"))
                            .build())
                    .job();
            Patience.await()
                    .atMost(PATIENCE)
                    .until(() -> rig.status(job).state() == JobState.RUNNING && Files.exists(ws().resolve("ready")));
            return job;
        }

        ShellInfo open(ShellRequest.Open request) {
            return shells.open(JobsRig.ANN, request);
        }

        ShellRunResult run(ShellId shell, String line) {
            return shells.run(JobsRig.ANN, new ShellRequest.Run(IDS.key(), shell, line, null, false, null));
        }

        String printed(ShellId shell, String line) {
            return run(shell, line).output().head();
        }

        void type(ShellId shell, String keys) {
            shells.write(JobsRig.ANN, new ShellRequest.Write(IDS.key(), shell, Bytes.utf8(keys)));
        }

        /** All that it printed so far. */
        String output(ShellId shell) {
            return new String(chunk(shell).data().toArray(), StandardCharsets.UTF_8);
        }

        LogChunk chunk(ShellId shell) {
            return shells.output(JobsRig.ANN, new ShellRequest.Output(shell, 0L, 1 << 19, null));
        }

        void awaitOutput(ShellId shell, String words) {
            Patience.await().untilAsserted(() -> assertThat(output(shell)).contains(words));
        }

        void awaitEnd(ShellId shell) {
            Patience.await().atMost(PATIENCE).until(() -> chunk(shell).complete());
        }

        @Override
        public void close() {
            shells.close();
            rig.close();
        }
    }

    private static ShellRequest.Open in(JobId job) {
        return ShellRequest.Open.of(IDS.key()).withJob(job, null, null);
    }

    @ParameterizedTest
    @EnumSource(names = {"OFF", "LANDLOCK", "BUBBLEWRAP"})
    void aShellInAJobIsOneAsElsewhere(Limits limits) throws Exception {
        try (Daemon daemon = new Daemon(limits)) {
            JobId job = daemon.runningJob("-N2 -n2");
            ShellInfo first = daemon.open(in(job).withSize(30, 100).withEnv(Map.of("MINE", "mine")));
            assertThat(first.job()).isEqualTo(job);
            assertThat(first.sandbox()).isEqualTo(limits.word());
            ShellId shell = first.shell();
            assertThat(daemon.printed(
                            shell, "echo $SLURMD_NODENAME $HPC_JOB_ID $OF_JOB $MINE $TERM; pwd; stty size </dev/tty"))
                    .isEqualTo("n1 " + job + " its own mine xterm-256color\n" + ws() + "\n30 100\n");
            ShellRunResult result = daemon.run(shell, "mkdir -p sub; cd sub; X=kept; (exit 3)");
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.cwd()).isEqualTo(ws() + "/sub");
            assertThat(result.sandbox()).isEqualTo(limits.word());
            assertThat(daemon.printed(shell, "echo $X")).isEqualTo("kept\n");

            daemon.shells.resize(JobsRig.ANN, new ShellRequest.Resize(shell, 50, 132));
            Patience.await()
                    .untilAsserted(() -> assertThat(daemon.printed(shell, "stty size </dev/tty"))
                            .isEqualTo("50 132\n"));

            ShellId second =
                    daemon.open(in(job).withJob(job, null, "n2").withCwd("sub")).shell();
            assertThat(daemon.printed(second, "echo $SLURMD_NODENAME; pwd")).isEqualTo("n2\n" + ws() + "/sub\n");
            assertThat(daemon.shells.list(JobsRig.ANN, new ShellRequest.List()).shells())
                    .extracting(ShellInfo::job, ShellInfo::node)
                    .containsExactly(tuple(job, null), tuple(job, "n2"));

            assertThat(daemon.run(shell, "exit 7"))
                    .returns(true, ShellRunResult::ended)
                    .returns(7, ShellRunResult::exitCode);
            daemon.awaitEnd(shell);
            assertThat(daemon.output(shell)).doesNotContain("srun");
            daemon.shells.close(JobsRig.ANN, new ShellRequest.Close(second));
            assertThat(root.resolve("state/jobs/.commands")).isEmptyDirectory();
            assertThat(daemon.rig.status(job).state()).isEqualTo(JobState.RUNNING);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OFF", "LANDLOCK", "BUBBLEWRAP"})
    void keysAndSignalsAreForWhatRunsInItThere(Limits limits) throws Exception {
        try (Daemon daemon = new Daemon(limits)) {
            JobId job = daemon.runningJob("-N2 -n2");
            ShellId shell = daemon.open(in(job).withJob(job, null, "n2")).shell();
            daemon.type(shell, "echo beg''un; sleep 4731.1\r");
            daemon.awaitOutput(shell, "begun");
            assertThatThrownBy(() -> daemon.run(shell, "true")).hasMessageContaining("a program that was typed runs");
            daemon.type(shell, "\u0003");
            assertThat(daemon.printed(shell, "echo $?")).isEqualTo("130\n");
            daemon.type(shell, "sleep 4731.2\r");
            Patience.await().untilAsserted(() -> assertThat(processes()).contains("sleep 4731.2"));
            daemon.type(shell, "\u001a");
            daemon.awaitOutput(shell, "Stopped");
            assertThat(daemon.printed(shell, "jobs; kill %1; fg; true")).contains("Stopped", "sleep 4731.2");

            CompletableFuture<ShellRunResult> running =
                    CompletableFuture.supplyAsync(() -> daemon.run(shell, "echo up; sleep 4731.3"));
            daemon.awaitOutput(shell, "up");
            Patience.await().untilAsserted(() -> assertThat(processes()).contains("sleep 4731.3"));
            daemon.shells.signal(JobsRig.ANN, new ShellRequest.Signal(shell, SignalName.TERM));
            assertThat(running.get().exitCode()).isEqualTo(143);

            assertThat(daemon.printed(shell, "sleep 4731.4 & echo $!")).isNotEmpty();
            daemon.shells.close(JobsRig.ANN, new ShellRequest.Close(shell));
            Patience.await().untilAsserted(() -> assertThat(processes()).doesNotContain("sleep 4731.4"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LANDLOCK", "BUBBLEWRAP"})
    void aShellReachesNoMoreThanItsJobAndStartsSteps(Limits limits) throws Exception {
        try (Daemon daemon = new Daemon(limits)) {
            Path user = Files.createDirectories(root.resolve("user"));
            Path secret = Files.writeString(root.resolve("state").resolve("secret"), "XsecretX\n");
            JobId job = daemon.runningJob("-N2 -n2");
            for (String node : List.of("n1", "n2")) {
                ShellId shell = daemon.open(in(job).withJob(job, null, node)).shell();
                String printed = daemon.printed(shell, """
                        grep -E 'NoNewPrivs|CapEff|Seccomp:' /proc/self/status
                        cat %1$s; (echo > %2$s/evil) && echo XreachedX; (command touch %2$s/evil) && echo XreachedX
                        cat %3$s/.commands/*/env %3$s/.commands/*/program && echo XreachedX
                        echo >> "$__hpc_dir/rc.bash" && echo XreachedX
                        for tty in /dev/pts/[0-9]*; do [ "$tty" -ef /dev/fd/2 ] || { (echo XreachedX >"$tty") && echo XreachedX; }; done
                        timeout 3 sbatch --wrap true && echo XreachedX; cat /run/munge/* && echo XreachedX
                        echo end""".formatted(secret, user, root.resolve("state/jobs")));
                assertThat(printed)
                        .doesNotContain("XreachedX", "XsecretX")
                        .containsPattern("NoNewPrivs:\\s1")
                        .containsPattern("CapEff:\\s0{16}\n")
                        .containsPattern("Seccomp:\\s2")
                        .endsWith("end\n");
                if (node.equals("n1")) {
                    assertThat(daemon.printed(
                                    shell, "srun -N2 -n2 --overlap sh -c 'echo $SLURMD_NODENAME' 2>/dev/null | sort"))
                            .isEqualTo("n1\nn2\n");
                    if (limits == Limits.BUBBLEWRAP) {
                        assertThat(daemon.printed(shell, "cat /tmp/shells-test"))
                                .isEqualTo("of the job\n");
                    }
                }
            }
            assertThat(user.resolve("evil")).doesNotExist();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OFF", "LANDLOCK", "BUBBLEWRAP"})
    void theEndOfTheJobEndsItsShellWhichSaysWhy(Limits limits) throws Exception {
        try (Daemon daemon = new Daemon(limits)) {
            JobId job = daemon.runningJob("-N1 -n1");
            ShellId shell = daemon.open(in(job)).shell();
            daemon.rig.jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(job, null));
            daemon.awaitEnd(shell);
            assertThat(daemon.output(shell))
                    .contains("CANCELLED AT")
                    .containsPattern("the job ends \\([A-Z]+\\), and this shell with it");
            Patience.await()
                    .untilAsserted(() ->
                            assertThat(root.resolve("state/jobs/.commands")).isEmptyDirectory());
        }
    }

    /** One that SLURM cannot count, so that the job's own wrapper ends it. */
    @ParameterizedTest
    @EnumSource(names = {"OFF", "LANDLOCK", "BUBBLEWRAP"})
    void aShellSaysThatItsJobHasReachedItsTimeLimit(Limits limits) throws Exception {
        try (Daemon daemon = new Daemon(limits)) {
            JobId job = daemon.rig
                    .submit(JobSpec.builder()
                            .script("#!/bin/bash\nsleep infinity\n")
                            .timeLimitSeconds(20L)
                            .build())
                    .job();
            Patience.await().atMost(PATIENCE).until(() -> daemon.rig.status(job).state() == JobState.RUNNING);
            ShellId shell = daemon.open(in(job)).shell();
            daemon.awaitEnd(shell);
            assertThat(daemon.output(shell)).contains("the job ends (TIMEOUT), and this shell with it");
            Patience.await().atMost(PATIENCE).until(() -> daemon.rig.status(job).state() == JobState.TIMEOUT);
        }
    }

    @Test
    void aJobThatIsToEndWithItsShellDoes() throws Exception {
        try (Daemon daemon = new Daemon(Limits.OFF)) {
            JobId job = daemon.runningJob("-N1 -n1");
            ShellId passing = daemon.open(in(job)).shell();
            daemon.shells.close(JobsRig.ANN, new ShellRequest.Close(passing));
            assertThat(daemon.rig.status(job).state()).isEqualTo(JobState.RUNNING);

            ShellId holding = daemon.open(in(job).endingJob()).shell();
            assertThat(daemon.run(holding, "exit").ended()).isTrue();
            Patience.await().atMost(PATIENCE).until(() -> daemon.rig.status(job).state() == JobState.CANCELLED);
        }
    }

    @Test
    void aJobThatIsToEndWithAShellThatCannotStartDoes() throws Exception {
        try (Daemon daemon = new Daemon(Limits.OFF)) {
            JobId job = daemon.runningJob("-N1 -n1");
            assertThatThrownBy(() -> daemon.open(in(job).withCwd("/no/such").endingJob()))
                    .hasMessageContaining("no directory");
            Patience.await().atMost(PATIENCE).until(() -> daemon.rig.status(job).state() == JobState.CANCELLED);
        }
    }

    @Test
    void theNextDaemonEndsTheJobOfAShellThatAKilledOneHad() throws Exception {
        try (Daemon daemon = new Daemon(Limits.OFF)) {
            JobId job = daemon.runningJob("-N1 -n1");
            JobCommands.Prepared left = daemon.rig.commands.prepare(
                    JobsRig.ANN,
                    new JobProgram(new InJob(job, null, null), _ -> List.of("bash"), Map.of(), null, true, true),
                    new TreeCookie.Source("shells-in-jobs-left", new Random()).next());
            assertThat(left.folder().getParent()).isDirectory();

            daemon.rig.commands.endLeftovers();
            Patience.await().atMost(PATIENCE).until(() -> daemon.rig.status(job).state() == JobState.CANCELLED);
            Patience.await()
                    .untilAsserted(() ->
                            assertThat(root.resolve("state/jobs/.commands")).isEmptyDirectory());
        }
    }

    @Test
    void whatCannotBeIsRefusedByName() throws Exception {
        try (Daemon daemon = new Daemon(Limits.OFF)) {
            JobId job = daemon.runningJob("-N1 -n1");
            assertThatThrownBy(() -> daemon.shells.open(BOB, in(job))).hasMessageContaining("no job " + job);
            assertThatThrownBy(() -> daemon.open(in(job).withJob(job, null, "n7")))
                    .hasMessageContaining("the shell in job " + job + " ended before its first prompt")
                    .hasMessageContaining("the shell was not started in the job");
            assertThatThrownBy(() -> daemon.open(in(job).withCwd("/no/such")))
                    .hasMessageContaining("no directory /no/such that this user may enter on n1");
            Files.createFile(ws().resolve("go"));
            Patience.await().atMost(PATIENCE).until(() -> daemon.rig.status(job).state() == JobState.COMPLETED);
            assertThatThrownBy(() -> daemon.open(in(job))).hasMessageContaining("is COMPLETED");
            assertThat(daemon.shells.list(JobsRig.ANN, new ShellRequest.List()).shells())
                    .isEmpty();
            Patience.await()
                    .untilAsserted(() ->
                            assertThat(root.resolve("state/jobs/.commands")).isEmptyDirectory());
        }
    }

    private Path ws() {
        return root.resolve("ws");
    }

    private static String processes() {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .map(process -> process.info().commandLine().orElse(""))
                .reduce("", (all, line) -> all + "\n" + line);
    }
}
