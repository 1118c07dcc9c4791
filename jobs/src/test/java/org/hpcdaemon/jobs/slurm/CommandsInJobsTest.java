package org.hpcdaemon.jobs.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.Captured;
import org.hpcdaemon.protocol.message.value.InJob;
import org.hpcdaemon.session.exec.ExecSettings;
import org.hpcdaemon.session.exec.Execs;
import org.hpcdaemon.session.exec.KeptOutputs;
import org.hpcdaemon.session.job.JobCommands;
import org.hpcdaemon.session.job.JobProgram;
import org.hpcdaemon.session.record.Recorder;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.stream.TestRoute;
import org.hpcdaemon.testkit.Patience;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code exec.run} with a job that runs, on a SLURM of two nodes. */
@Tag("slow")
final class CommandsInJobsTest extends OnSeveralNodes {
    private static final RandomIds IDS = RandomIds.secure();
    private static final Caller BOB = new Caller(new UserId("u_12345678"), new AgentId("a_87654321"));

    private int daemons;

    CommandsInJobsTest() {
        super(2);
    }

    /** A daemon with its commands. */
    private final class Daemon implements AutoCloseable {
        final JobsRig rig;
        final Execs execs;

        Daemon(Limits limits) throws IOException {
            root = Files.createDirectories(folder.toRealPath().resolve(limits.toString() + daemons++));
            rig = limits.daemon(root, slurm());
            execs = new Execs(
                    new ExecSettings(
                            "/",
                            new ChildEnvironment(Map.of("PATH", "/usr/bin:/bin")),
                            Duration.ofSeconds(1),
                            InstantSource.system(),
                            System::nanoTime,
                            new TreeCookie.Source("in-jobs", new Random()),
                            rig.places.guard(),
                            rig.commands,
                            Recorder.NONE),
                    rig.once,
                    new KeptOutputs(root.resolve("state").resolve("outputs"), InstantSource.system()));
        }

        /** Two nodes, until the file "go" is there. */
        JobId runningJob(String size) {
            JobId job = rig.submit(JobSpec.builder()
                            .script(
                                    "#!/bin/bash\n#SBATCH " + size
                                            + "\necho of the job >/tmp/in-jobs-test; touch ready; until [ -e go ]; do sleep 0.1; done\n")
                            .env(Map.of("OF_JOB", "its own"))
                            .build())
                    .job();
            Patience.await()
                    .atMost(PATIENCE)
                    .until(() -> rig.status(job).state() == JobState.RUNNING && Files.exists(ws().resolve("ready")));
            return job;
        }

        ExecResult run(ExecRequest.Run request) {
            return execs.run(JobsRig.ANN, new TestRoute(JobsRig.ANN), request);
        }

        CompletableFuture<ExecResult> running(ExecRequest.Run request) {
            return CompletableFuture.supplyAsync(() -> run(request));
        }

        @Override
        public void close() {
            execs.close();
            rig.close();
        }
    }

    private static ExecRequest.Run line(JobId job, String line) {
        return ExecRequest.Run.ofLine(IDS.key(), line).withJob(job, null, null);
    }

    @ParameterizedTest
    @EnumSource(names = {"OFF", "LANDLOCK", "BUBBLEWRAP"})
    void aCommandRunsInAJobAsItDoesElsewhere(Limits limits) throws Exception {
        try (Daemon daemon = new Daemon(limits)) {
            JobId job = daemon.runningJob("-N2 -n2");
            ExecRequest.Run first = line(
                            job, "echo $SLURMD_NODENAME $HPC_JOB_ID $OF_JOB $MINE; pwd; echo err >&2; exit 3")
                    .withEnv(Map.of("MINE", "mine", "SLURM_JOB_ID", "77"));
            ExecResult result = daemon.run(first);
            assertThat(out(result)).isEqualTo("n1 " + job + " its own mine\n" + ws() + "\n");
            assertThat(err(result)).isEqualTo("err\n");
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.sandbox()).isEqualTo(limits.word());
            assertThat(daemon.run(first)).as("the same key").isEqualTo(result);

            Files.createDirectory(ws().resolve("sub"));
            ExecResult second = daemon.run(line(job, "cat; echo $SLURMD_NODENAME; pwd")
                    .withJob(job, null, "n2")
                    .withCwd("sub")
                    .withStdin(Bytes.utf8("by stdin\n")));
            assertThat(out(second)).isEqualTo("by stdin\nn2\n" + ws() + "/sub\n");
            assertThat(daemon.run(line(job, "kill -9 $$")).signal()).isEqualTo("KILL");
            assertThat(out(daemon.run(line(job, "head -c 30000000 /dev/zero | tee /dev/stderr | wc -c"))))
                    .isEqualTo("30000000\n");
            assertThat(daemon.run(ExecRequest.Run.of(IDS.key(), List.of("no-such-program"))
                                    .withJob(job, null, null))
                            .exitCode())
                    .isEqualTo(127);
            ExecResult nowhere = daemon.run(line(job, "true").withCwd("/no/such"));
            assertThat(nowhere.exitCode()).isEqualTo(125);
            assertThat(err(nowhere)).contains("no directory /no/such that this user may enter on n1");
            Files.createFile(ws().resolve("go"));
            Patience.await().atMost(PATIENCE).until(() -> daemon.rig.status(job).state() == JobState.COMPLETED);
            assertThat(root.resolve("state/jobs/.commands")).isEmptyDirectory();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LANDLOCK", "BUBBLEWRAP"})
    void aCommandReachesNoMoreThanItsJobAndStartsSteps(Limits limits) throws Exception {
        try (Daemon daemon = new Daemon(limits)) {
            Path user = Files.createDirectories(root.resolve("user"));
            Path secret = Files.writeString(root.resolve("state").resolve("secret"), "XsecretX\n");
            JobId job = daemon.runningJob("-N2 -n2");
            for (String node : List.of("n1", "n2")) {
                ExecResult result = daemon.run(line(job, """
                        grep -E 'NoNewPrivs|CapEff|Seccomp:' /proc/self/status
                        cat %1$s; (echo > %2$s/evil) && echo XreachedX; (echo > %2$s/../evil) && echo XreachedX
                        cat %3$s/.commands/*/env %3$s/.commands/*/program && echo XreachedX
                        timeout 3 sbatch --wrap true && echo XreachedX; cat /run/munge/* && echo XreachedX
                        echo end""".formatted(secret, user, root.resolve("state/jobs")))
                        .withJob(job, null, node));
                assertThat(out(result) + err(result))
                        .doesNotContain("XreachedX", "XsecretX")
                        .containsPattern("NoNewPrivs:\\s1")
                        .containsPattern("CapEff:\\s0{16}\n")
                        .containsPattern("Seccomp:\\s2");
                assertThat(out(result)).endsWith("end\n");
            }
            assertThat(user.resolve("evil")).doesNotExist();
            assertThat(out(daemon.run(line(job, "srun -N2 -n2 --overlap sh -c 'echo $SLURMD_NODENAME' | sort"))))
                    .isEqualTo("n1\nn2\n");
            if (limits == Limits.BUBBLEWRAP) {
                assertThat(out(daemon.run(line(job, "cat /tmp/in-jobs-test")))).isEqualTo("of the job\n");
            }
        }
    }

    @Test
    void whatCannotBeIsRefusedByName() throws Exception {
        try (Daemon daemon = new Daemon(Limits.OFF)) {
            JobId job = daemon.runningJob("-N1 -n1");
            assertThatThrownBy(() -> daemon.execs.run(BOB, new TestRoute(BOB), line(job, "touch ran")))
                    .hasMessageContaining("no job " + job);
            assertThat(err(daemon.run(line(job, "touch ran").withJob(job, null, "n7"))))
                    .contains("Unable to create step", "the command was not started in the job");
            assertThatThrownBy(() -> daemon.run(line(job, "touch ran").withJob(job, 1, null)))
                    .hasMessageContaining("is not an array: leave \"element\" out");
            JobId pending = daemon.rig
                    .submit(JobSpec.builder()
                            .argv(List.of("true"))
                            .extra(List.of("--begin=now+1hour"))
                            .build())
                    .job();
            assertThatThrownBy(() -> daemon.run(line(pending, "touch ran")))
                    .hasMessageContaining(pending + " is PENDING; a command can be run in a job while that is RUNNING");
            slurm().run(
                            "scontrol",
                            "suspend",
                            String.valueOf(daemon.rig.status(job).schedulerId()));
            Patience.await()
                    .until(() -> "suspended".equals(daemon.rig.status(job).reason()));
            assertThatThrownBy(() -> daemon.run(line(job, "touch ran"))).hasMessageContaining("is suspended");
            slurm().run(
                            "scontrol",
                            "resume",
                            String.valueOf(daemon.rig.status(job).schedulerId()));
            Files.createFile(ws().resolve("go"));
            Patience.await().atMost(PATIENCE).until(() -> daemon.rig.status(job).state() == JobState.COMPLETED);
            assertThatThrownBy(() -> daemon.run(line(job, "touch ran"))).hasMessageContaining("is COMPLETED");
            assertThat(ws().resolve("ran")).doesNotExist();
        }
    }

    @Test
    void ofAnArrayOneElementIsMeant() throws Exception {
        try (Daemon daemon = new Daemon(Limits.OFF)) {
            JobId array = daemon.rig
                    .submit(JobSpec.builder()
                            .argv(List.of("bash", "-c", "until [ -e go ]; do sleep 0.1; done"))
                            .array("3-4")
                            .build())
                    .job();
            Patience.await()
                    .atMost(PATIENCE)
                    .until(() -> Stream.of(3, 4)
                            .allMatch(element -> daemon.rig
                                            .jobs
                                            .status(JobsRig.ANN, new JobRequest.Status(array, element))
                                            .state()
                                    == JobState.RUNNING));
            assertThatThrownBy(() -> daemon.run(line(array, "true")))
                    .hasMessageContaining("name one \"element\" of it");
            assertThat(out(daemon.run(line(array, "echo $SLURM_ARRAY_TASK_ID $HPC_ARRAY_TASK_ID")
                            .withJob(array, 4, null))))
                    .isEqualTo("4 4\n");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OFF", "LANDLOCK", "BUBBLEWRAP"})
    void itEndsByItsTimeLimitByACancelAndWithItsJob(Limits limits) throws Exception {
        try (Daemon daemon = new Daemon(limits)) {
            JobId job = daemon.runningJob("-N2 -n2");
            ExecResult late = daemon.run(line(job, "trap 'touch heard; exit 9' TERM; while :; do sleep 0.1; done")
                    .withTimeout(Duration.ofSeconds(20)));
            assertThat(late.timedOut()).isTrue();
            assertThat(ws().resolve("heard")).exists();

            ExecRequest.Run deaf = line(job, "trap '' TERM; touch deaf; while :; do sleep 0.0471901; done")
                    .withJob(job, null, "n2");
            CompletableFuture<ExecResult> cancelled = daemon.running(deaf);
            awaitFile("deaf");
            daemon.execs.cancel(JobsRig.ANN, new ExecRequest.Cancel(deaf.key()));
            assertThat(cancelled.get().cancelled()).isTrue();
            Patience.await().untilAsserted(() -> nothingRuns("sleep 0.0471901"));

            CompletableFuture<ExecResult> last =
                    daemon.running(line(job, "touch last; exec sleep 4718.3").withJob(job, null, "n2"));
            awaitFile("last");
            daemon.rig.jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(job, null));
            assertThat(Objects.equals(last.get().exitCode(), 0)).isFalse();
            assertThat(err(last.get())).containsAnyOf("CANCELLED", "the job ends (COMPLETING)");
            Patience.await().untilAsserted(() -> nothingRuns("sleep 4718.3"));
            Patience.await()
                    .untilAsserted(() ->
                            assertThat(root.resolve("state/jobs/.commands")).isEmptyDirectory());
        }
    }

    @Test
    void theNextDaemonEndsWhatAKilledOneLeft() throws Exception {
        try (Daemon daemon = new Daemon(Limits.BUBBLEWRAP)) {
            JobId job = daemon.runningJob("-N2 -n2");
            JobCommands.Prepared left = daemon.rig.commands.prepare(
                    JobsRig.ANN,
                    new JobProgram(
                            new InJob(job, null, "n2"),
                            _ -> List.of("bash", "-c", "touch begun; exec sleep 4719.3"),
                            Map.of(),
                            null,
                            false,
                            false),
                    new TreeCookie.Source("in-jobs-left", new Random()).next());
            Spawner.Command command = left.command();
            ProcessBuilder builder = new ProcessBuilder(command.argv());
            builder.environment().clear();
            builder.environment().putAll(command.environment());
            Process process = builder.start();
            awaitFile("begun");
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            Path commands = root.resolve("state/jobs/.commands");
            assertThat(commands).isNotEmptyDirectory();
            Path others = Files.createDirectory(commands.resolve("j_00000000000000000000anot.x"));

            daemon.rig.commands.endLeftovers();
            Patience.await().atMost(PATIENCE).untilAsserted(() -> nothingRuns("sleep 4719.3"));
            Patience.await().untilAsserted(() -> {
                try (Stream<Path> there = Files.list(commands)) {
                    assertThat(there).as("another daemon's").containsExactly(others);
                }
            });
            assertThat(daemon.rig.status(job).state()).isEqualTo(JobState.RUNNING);
        }
    }

    private void awaitFile(String name) {
        Patience.await().atMost(PATIENCE).until(() -> Files.exists(ws().resolve(name)));
    }

    private Path ws() {
        return root.resolve("ws");
    }

    private static void nothingRuns(String word) {
        assertThat(ProcessHandle.allProcesses()
                        .filter(ProcessHandle::isAlive)
                        .map(process -> process.info().commandLine().orElse("")))
                .noneMatch(line -> line.contains(word));
    }

    private static String out(ExecResult result) {
        Captured captured = Objects.requireNonNull(result.stdout());
        return captured.head() + captured.tail();
    }

    private static String err(ExecResult result) {
        Captured captured = Objects.requireNonNull(result.stderr());
        return captured.head() + captured.tail();
    }
}
