package org.hpcdaemon.jobs.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.hpcdaemon.jobs.Specs;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.job.JobUsage;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** While the daemon is away, jobs end, SLURM forgets them and their own records are lost: slurmdbd remembers. */
@Order(2)
@Execution(ExecutionMode.CONCURRENT)
@Tag("slow")
final class AccountedEndsTest {
    /** SLURM forgets what ended 5 s ago when it next looks, and notices a dead node after some ten. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Held for four looks of the accounting, from when they are there: a busy machine takes its time to read them. */
    private static final String FIFTY_MEGABYTES =
            "x=$(head -c 50000000 /dev/zero | tr \"\\0\" a); timeout 4 sh -c 'while :; do :; done'; true";

    @TempDir
    Path home;

    private final Map<JobId, String> ids = new HashMap<>();

    @BeforeEach
    void needed() {
        assumeTrue(SlurmCluster.cannotAccount().isEmpty(), SlurmCluster.cannotAccount());
    }

    @Test
    void howEachEndedIsKnownFromTheAccountingAlone() throws Exception {
        try (SlurmRig rig = SlurmRig.open(accounting().with("JobRequeue=0"), home)) {
            JobId limited = submit(rig, Specs.limited("sleep 600", 60));
            awaitState(rig, limited, "RUNNING");
            rig.slurm.run("scontrol", "update", "JobId=" + id(limited), "EndTime=now+1");
            JobId busy = submit(rig, Specs.asking(FIFTY_MEGABYTES, 1, 250L, null));
            JobId exited = submit(rig, Specs.sh("exit 3"));
            JobId killed = submit(rig, Specs.sh("kill -9 $$"));
            JobId array = submit(rig, Specs.array("[ $SLURM_ARRAY_TASK_ID != 2 ]", "0-3"));
            JobId cancelled = submit(rig, Specs.sh("sleep 600"));
            JobId orphan = submit(rig, Specs.sh("sleep 600"));
            rig.stopDaemon();
            awaitState(rig, cancelled, "RUNNING");
            rig.slurm.run("scancel", id(cancelled));
            await().atMost(PATIENCE)
                    .until(() -> rig.slurm.run("squeue", "-h", "-o", "%A %T").equals(id(orphan) + " RUNNING\n"));
            rig.slurm.killNode();
            forgetEverything(rig);

            rig.startDaemon();

            assertThat(rig.awaitEnd(exited))
                    .returns(JobState.FAILED, JobInfo::state)
                    .returns(3, JobInfo::exitCode);
            assertThat(rig.awaitEnd(killed))
                    .returns(JobState.FAILED, JobInfo::state)
                    .returns("KILL", JobInfo::signal)
                    .returns(null, JobInfo::exitCode);
            assertThat(rig.awaitEnd(limited).state()).isEqualTo(JobState.TIMEOUT);
            assertThat(rig.awaitEnd(cancelled))
                    .returns(JobState.CANCELLED, JobInfo::state)
                    .returns("cancelled by uid 0", JobInfo::reason);
            assertThat(rig.awaitEnd(orphan).state()).isEqualTo(JobState.NODE_FAIL);
            assertThat(rig.awaitEnd(array))
                    .returns(JobState.FAILED, JobInfo::state)
                    .returns(List.of(2), JobInfo::failedElements);
            JobUsage usage = Objects.requireNonNull(rig.awaitEnd(busy).usage());
            assertThat(usage.runMs()).isGreaterThanOrEqualTo(3000);
            assertThat(usage.cpuEfficiency()).isBetween(0.01, 1.1);
            assertThat(usage.memoryEfficiency())
                    .as("50 MB of 250, twice while they are read")
                    .isBetween(0.15, 0.9);
            assertThat(rig.daemon().events()).hasSize(ids.size());
        }
    }

    @Test
    void ofARequeuedJobTheLastAttemptCountsAndWhatNeverBeganIsCancelled() throws Exception {
        try (SlurmRig rig = SlurmRig.open(accounting(), home)) {
            rig.slurm.run("sacctmgr", "--immediate", "add", "qos", "urgent");
            rig.slurm.run("sacctmgr", "--immediate", "add", "account", "guests");
            rig.slurm.run("sacctmgr", "--immediate", "add", "user", "root", "account=guests", "qos=urgent");
            JobSpec twice =
                    Specs.sh("[ \"$SLURM_RESTART_COUNT\" != 1 ] || exit 6; trap 'exit 0' TERM; sleep 600 & wait");
            JobId requeued = submit(
                    rig, twice.toBuilder().account("guests").qos("urgent").build());
            assertThat(rig.slurm.run("scontrol", "--oneliner", "show", "job", id(requeued)))
                    .contains(" Account=guests QOS=urgent ");
            JobId array = submit(rig, Specs.array("sleep 600", "0-3%1"));
            awaitState(rig, requeued, "RUNNING");
            rig.stopDaemon();
            rig.slurm.run("scontrol", "requeue", id(requeued));
            rig.slurm.run("scancel", id(array));
            awaitState(rig, requeued, "PENDING BeginTime");
            rig.slurm.run("scontrol", "update", "JobId=" + id(requeued), SlurmRig.SOON);
            await().atMost(PATIENCE).until(() -> rig.slurm.run("squeue", "-h").isEmpty());
            forgetEverything(rig);

            rig.startDaemon();

            assertThat(rig.awaitEnd(requeued))
                    .returns(JobState.FAILED, JobInfo::state)
                    .returns(6, JobInfo::exitCode)
                    .returns(2, JobInfo::attempt);
            assertThat(rig.awaitEnd(array))
                    .returns(JobState.CANCELLED, JobInfo::state)
                    .returns(List.of(0, 1, 2, 3), JobInfo::failedElements);
        }
    }

    private static SlurmVariant accounting() {
        return SlurmVariant.plain()
                .withAccounting()
                .forgetful()
                .with("SelectTypeParameters=CR_Core_Memory")
                .with("DefMemPerCPU=100");
    }

    private JobId submit(SlurmRig rig, JobSpec spec) {
        JobInfo job = rig.daemon().submit(spec);
        ids.put(job.job(), Objects.requireNonNull(job.schedulerId()));
        return job.job();
    }

    private String id(JobId job) {
        return Objects.requireNonNull(ids.get(job));
    }

    /** Without the daemon, which may be away. */
    private void awaitState(SlurmRig rig, JobId job, String state) {
        await().atMost(PATIENCE)
                .until(() -> rig.slurm
                        .run("squeue", "-h", "-j", id(job), "-o", "%T %r")
                        .startsWith(state));
    }

    /** SLURM by itself, after a few seconds; the records of the jobs' wrappers are deleted. */
    private void forgetEverything(SlurmRig rig) throws IOException {
        await().atMost(PATIENCE)
                .until(() -> rig.slurm.run("squeue", "-h", "--states=all").isEmpty());
        for (JobId job : ids.keySet()) {
            try (Stream<Path> files = Files.walk(rig.daemon().places.folder(job).path())) {
                for (Path record : files.filter(file -> file.endsWith("exit") || file.endsWith("started"))
                        .toList()) {
                    Files.delete(record);
                }
            }
        }
    }
}
