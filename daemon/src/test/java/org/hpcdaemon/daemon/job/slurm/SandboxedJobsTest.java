package org.hpcdaemon.daemon.job.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.daemon.config.Guarding;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.guard.Guard;
import org.hpcdaemon.daemon.guard.Guards;
import org.hpcdaemon.daemon.guard.OutsideTmp;
import org.hpcdaemon.daemon.job.JobsRig;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobInfo;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.JobSpec;
import org.hpcdaemon.protocol.message.JobState;
import org.hpcdaemon.testkit.Patience;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job of SLURM's enters its sandbox on the node where it runs. */
final class SandboxedJobsTest {
    @TempDir(factory = OutsideTmp.class)
    private Path root;

    private Path user;
    private Path allowed;
    private Path state;
    private Guard guard;

    @BeforeEach
    void aDaemonWithLimits() throws IOException {
        assumeTrue(SlurmCluster.missing().isEmpty(), SlurmCluster.missing());
        user = Files.createDirectories(root.toRealPath().resolve("user"));
        allowed = Files.createDirectories(user.resolveSibling("ws"));
        state = Files.createDirectories(user.resolveSibling("state"));
        guard = Guards.of(profile(allowed), new Home(state), Map.of("PATH", "/usr/bin:/bin", "HOME", user.toString()));
        assumeThat(guard.level().notes()).as("this machine makes boxes").contains("by bubblewrap");
    }

    @Test
    void itReachesNoMoreThanACommandAndItsEndIsToldAsItWas() throws Exception {
        Files.writeString(user.resolve("data"), "data\n");
        try (SlurmCluster slurm = SlurmCluster.start(SlurmVariant.plain());
                JobsRig daemon = daemon(slurm)) {
            JobId escaping = submit(
                    daemon,
                    "cat " + user + "/data; echo evil >> " + user + "/data; echo in > in; "
                            + " timeout 3 sbatch --wrap true; ls -A " + state + "; echo $SLURM_JOB_ID; exit 137");
            JobId killed = submit(daemon, "kill -9 $$");
            JobId tidied = submit(daemon, "trap 'echo tidied > tidied; exit 0' TERM; echo > ready; sleep 600 & wait");

            JobInfo ended = awaitEnd(daemon, escaping);
            assertThat(ended).returns(137, JobInfo::exitCode).returns(null, JobInfo::signal);
            String printed =
                    Files.readString(daemon.places.folder(escaping).path().resolve("stdout"));
            assertThat(printed).startsWith("data\n").endsWith("\n" + ended.schedulerId() + "\n");
            assertThat(printed).doesNotContain("Submitted batch job", "jobs");
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

    private static void nothingRuns(String word) {
        assertThat(ProcessHandle.allProcesses()
                        .filter(ProcessHandle::isAlive)
                        .map(process -> process.info().commandLine().orElse("")))
                .noneMatch(line -> line.contains(word));
    }

    private JobsRig daemon(SlurmCluster slurm) throws IOException {
        return new JobsRig(
                state,
                (places, store, clock) ->
                        new SlurmScheduler(TestSettings.of(slurm, Duration.ZERO), places, store::info, clock),
                allowed,
                guard);
    }

    private static Profile profile(Path allowed) {
        return new Profile(
                new DaemonId("box"),
                "http://127.0.0.1:1",
                "box",
                List.of(allowed.toString()),
                allowed.toString(),
                null,
                null,
                null,
                Guarding.USUAL,
                "hpc_daemon_secret");
    }

    private static JobId submit(JobsRig daemon, String command) {
        return daemon.submit(JobSpec.of(List.of("bash", "-c", command))).job();
    }

    private static JobInfo awaitEnd(JobsRig daemon, JobId job) {
        return Patience.await()
                .until(() -> daemon.status(job), info -> info.state().terminal());
    }
}
