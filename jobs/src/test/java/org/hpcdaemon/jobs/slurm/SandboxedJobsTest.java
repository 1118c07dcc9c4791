package org.hpcdaemon.jobs.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.sandbox.OutsideTmp;
import org.hpcdaemon.testkit.Patience;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A job of SLURM's enters its sandbox on the node where it runs. */
@Tag("slow")
final class SandboxedJobsTest {
    @TempDir(factory = OutsideTmp.class)
    private Path root;

    private Path user;
    private Path allowed;
    private Path state;

    @BeforeEach
    void places() throws IOException {
        assumeTrue(SlurmCluster.missing().isEmpty(), SlurmCluster.missing());
        root = root.toRealPath();
        user = Files.createDirectories(root.resolve("user"));
        allowed = Limits.allowed(root);
        state = root.resolve("state");
    }

    @Test
    void itReachesNoMoreThanACommandAndItsEndIsToldAsItWas() throws Exception {
        Files.writeString(user.resolve("data"), "data\n");
        try (SlurmCluster slurm = SlurmCluster.start(SlurmVariant.plain());
                JobsRig daemon = daemon(slurm)) {
            JobId escaping = submit(
                    daemon,
                    "cat " + user + "/data; echo evil >> " + user + "/data; echo in > in; "
                            + " timeout 3 sbatch --wrap true; ls -A " + state + " " + state + "/jobs " + state
                            + "/jobs/$HPC_JOB_ID; echo $SLURM_JOB_ID; exit 137");
            JobId killed = submit(daemon, "kill -9 $$");
            JobId tidied = submit(
                    daemon, "trap 'echo tidied > tidied; exit 0' TERM; echo > ready; while :; do sleep 0.1; done");

            JobInfo ended = awaitEnd(daemon, escaping);
            assertThat(ended).returns(137, JobInfo::exitCode).returns(null, JobInfo::signal);
            String printed =
                    Files.readString(daemon.places.folder(escaping).path().resolve("stdout"));
            assertThat(printed).startsWith("data\n").endsWith("\n" + ended.schedulerId() + "\n");
            assertThat(printed).doesNotContain("Submitted batch job", "state.db", "wrapper", tidied.value());
            assertThat(user.resolve("data")).hasContent("data\n");
            assertThat(allowed.resolve("in")).hasContent("in\n");
            assertThat(awaitEnd(daemon, killed)).returns("KILL", JobInfo::signal);
            Patience.await().until(() -> Files.exists(allowed.resolve("ready")));
            daemon.jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(tidied, null));
            assertThat(awaitEnd(daemon, tidied)).returns(JobState.CANCELLED, JobInfo::state);
            assertThat(allowed.resolve("tidied")).exists();
        }
    }

    @Test
    void nothingOfItIsLeftOnceItsEndIsToldHoweverItWasKilled() throws Exception {
        String deaf = "trap '' TERM; touch ready; while :; do tail -f " + allowed + "/ready; done";
        try (SlurmCluster slurm = SlurmCluster.start(SlurmVariant.plain().with("KillWait=2"));
                JobsRig daemon = daemon(slurm)) {
            JobId limited = submit(daemon, deaf);
            Patience.await().atMost(Duration.ofSeconds(40)).until(() -> Files.exists(allowed.resolve("ready")));
            // SLURM counts in minutes; this makes its next look the last.
            slurm.run("scontrol", "update", "JobId=" + daemon.status(limited).schedulerId(), "TimeLimit=1");
            slurm.run("scontrol", "update", "JobId=" + daemon.status(limited).schedulerId(), "EndTime=now+1");
            awaitEnd(daemon, limited);
            nothingRuns(allowed + "/ready");

            Files.delete(allowed.resolve("ready"));
            JobId orphaned = submit(daemon, deaf);
            Patience.await().atMost(Duration.ofSeconds(40)).until(() -> Files.exists(allowed.resolve("ready")));
            String pid = Files.readAllLines(
                            daemon.places.folder(orphaned).path().resolve("started"))
                    .stream()
                    .filter(line -> line.startsWith("pid="))
                    .findFirst()
                    .orElseThrow()
                    .substring("pid=".length());
            ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
            awaitEnd(daemon, orphaned);
            nothingRuns(allowed + "/ready");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LANDLOCK", "BUBBLEWRAP"})
    void suspendedItStandsStillAndResumedItGoesOnToItsOwnEnd(Limits limits) throws Exception {
        try (SlurmCluster slurm = SlurmCluster.start(SlurmVariant.plain());
                JobsRig daemon = limits.daemon(root, slurm)) {
            JobId job = submit(daemon, "until [ -e go ]; do echo >>beats; sleep 0.1; done; exit 3");
            Path beats = allowed.resolve("beats");
            Patience.await().until(() -> Files.exists(beats));
            String id = String.valueOf(Patience.await()
                    .until(() -> daemon.status(job), info -> info.state() == JobState.RUNNING)
                    .schedulerId());

            // Within a second of the last, each time, so that it hits a wait of the wrapper's as well.
            for (int turn = 0; turn < 4; turn++) {
                slurm.run("scontrol", "suspend", id);
                Patience.await()
                        .until(() -> "suspended".equals(daemon.status(job).reason()));
                assertThat(daemon.status(job))
                        .returns(JobState.RUNNING, JobInfo::state)
                        .returns("enforced", JobInfo::sandbox);
                Patience.await()
                        .untilAsserted(
                                () -> assertThat(states(allowed)).isNotEmpty().containsOnly('T'));
                long stood = Files.size(beats);

                slurm.run("scontrol", "resume", id);
                Patience.await().until(() -> Files.size(beats) > stood);
                Patience.await().until(() -> daemon.status(job).reason() == null);
            }
            assertThat(daemon.events()).isEmpty();
            Files.createFile(allowed.resolve("go"));

            assertThat(awaitEnd(daemon, job))
                    .returns(JobState.FAILED, JobInfo::state)
                    .returns(3, JobInfo::exitCode)
                    .returns(1, JobInfo::attempt);
            assertThat(daemon.events()).hasSize(1);
        }
    }

    /** Of whatever works in a directory, as {@code /proc/PID/stat} has them. */
    static List<Character> states(Path directory) throws IOException {
        List<Character> states = new ArrayList<>();
        for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
            Path proc = Path.of("/proc", Long.toString(process.pid()));
            try {
                if (Files.readSymbolicLink(proc.resolve("cwd")).equals(directory)) {
                    String stat = Files.readString(proc.resolve("stat"), StandardCharsets.ISO_8859_1);
                    states.add(stat.charAt(stat.lastIndexOf(')') + 2));
                }
            } catch (IOException _) {
                // it has ended
            }
        }
        return states;
    }

    private static void nothingRuns(String word) {
        assertThat(ProcessHandle.allProcesses()
                        .filter(ProcessHandle::isAlive)
                        .map(process -> process.info().commandLine().orElse("")))
                .noneMatch(line -> line.contains(word));
    }

    private JobsRig daemon(SlurmCluster slurm) throws IOException {
        return Limits.BUBBLEWRAP.daemon(root, slurm);
    }

    private static JobId submit(JobsRig daemon, String command) {
        return daemon.submit(JobSpec.of(List.of("bash", "-c", command))).job();
    }

    private static JobInfo awaitEnd(JobsRig daemon, JobId job) {
        return Patience.await()
                .until(() -> daemon.status(job), info -> info.state().terminal());
    }
}
