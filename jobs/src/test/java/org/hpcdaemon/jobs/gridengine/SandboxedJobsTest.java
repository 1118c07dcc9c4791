package org.hpcdaemon.jobs.gridengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.jobs.slurm.Limits;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.sandbox.OutsideTmp;
import org.hpcdaemon.testkit.Patience;
import org.hpcdaemon.testkit.gridengine.GridEngineCell;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A job of Grid Engine's enters its sandbox on the node where it runs. */
@Tag("slow")
final class SandboxedJobsTest {
    @TempDir(factory = OutsideTmp.class)
    private Path root;

    @ParameterizedTest
    @EnumSource(names = {"LANDLOCK", "BUBBLEWRAP"})
    void itReachesNoMoreThanACommandAndIsGoneWithWhatItStartedOnceItIsKilled(Limits limits) throws Exception {
        assumeTrue(GridEngineCell.missing().isEmpty(), GridEngineCell.missing());
        root = root.toRealPath();
        Path user = Files.createDirectories(root.resolve("user"));
        Path allowed = Limits.allowed(root);
        Path state = root.resolve("state");
        Files.writeString(user.resolve("data"), "data\n");
        try (GridEngineCell cell = GridEngineCell.start();
                JobsRig daemon = limits.daemon(
                        root,
                        (places, store, clock) -> new GridEngineScheduler(
                                TestSettings.of(cell, GridEngineSettings.PATIENCE, Duration.ZERO),
                                places,
                                store::info,
                                clock))) {
            JobId escaping = submit(
                    daemon,
                    "cat " + user + "/data; echo evil >> " + user
                            + "/data; echo evil > $SGE_ROOT/evil; echo in > in; cat " + state + "/state.db "
                            + state + "/jobs/$HPC_JOB_ID/launch; echo $JOB_ID; exit 137");

            JobInfo ended = awaitEnd(daemon, escaping);
            assertThat(ended)
                    .returns(137, JobInfo::exitCode)
                    .returns(null, JobInfo::signal)
                    .returns("enforced", JobInfo::sandbox);
            String printed =
                    Files.readString(daemon.places.folder(escaping).path().resolve("stdout"));
            assertThat(printed).startsWith("data\n").endsWith("\n" + ended.schedulerId() + "\n");
            assertThat(printed).doesNotContain("SQLite", "time_limit");
            assertThat(user.resolve("data")).hasContent("data\n");
            assertThat(Path.of(cell.environment().get("SGE_ROOT"), "evil")).doesNotExist();
            assertThat(allowed.resolve("in")).hasContent("in\n");

            JobId deaf = submit(daemon, "trap '' TERM; touch ready; while :; do tail -f " + allowed + "/ready; done");
            Patience.await().until(() -> Files.exists(allowed.resolve("ready")));
            cell.run("qdel", String.valueOf(daemon.status(deaf).schedulerId()));
            awaitEnd(daemon, deaf);
            // What mourns the wrapper needs a moment; Grid Engine kills the wrapper's own group alone.
            Patience.await()
                    .until(() -> ProcessHandle.allProcesses()
                            .filter(ProcessHandle::isAlive)
                            .map(process -> process.info().commandLine().orElse(""))
                            .noneMatch(line -> line.contains(allowed + "/ready")));
        }
    }

    private static JobId submit(JobsRig daemon, String command) {
        return daemon.submit(JobSpec.of(List.of("bash", "-c", command))).job();
    }

    private static JobInfo awaitEnd(JobsRig daemon, JobId job) {
        return Patience.await()
                .until(() -> daemon.status(job), info -> info.state().terminal());
    }
}
