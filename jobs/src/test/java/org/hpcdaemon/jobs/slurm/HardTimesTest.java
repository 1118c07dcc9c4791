package org.hpcdaemon.jobs.slurm;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.jobs.Specs;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A SLURM that stops, dies, forgets, requeues and preempts. */
@Order(2)
@Execution(ExecutionMode.CONCURRENT)
@Tag("slow")
final class HardTimesTest {
    @TempDir
    Path home;

    @Test
    void submittedFourTimesToAControllerThatStandsStillItIsOneJob() throws Exception {
        // Two seconds instead of ten, so that sbatch has given up long before the controller goes on.
        try (SlurmRig rig = SlurmRig.open(SlurmVariant.plain().with("MessageTimeout=2"), home)) {
            IdempotencyKey key = new IdempotencyKey("K");
            rig.slurm.freezeController();
            List<CompletableFuture<JobInfo>> answers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                answers.add(CompletableFuture.supplyAsync(() -> rig.daemon().submit(key, Specs.sh("echo ran >> ran"))));
            }
            JobId job = answers.getFirst().join().job();
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.join().job()).isEqualTo(job));
            assertThat(rig.daemon().status(job).schedulerId()).isNull();

            rig.slurm.thawController();

            assertThat(rig.awaitEnd(job).state()).isEqualTo(JobState.COMPLETED);
            assertThat(rig.slurm.run("squeue", "-h", "--states=all", "-o", "%A").lines())
                    .hasSize(1);
            assertThat(rig.daemon().work().resolve("ran")).hasContent("ran");
            assertThat(rig.daemon().events()).hasSize(1);
        }
    }

    @Test
    void aControllerThatIsDownChangesNothingAndIsCaughtUpWith() throws Exception {
        try (SlurmRig rig = SlurmRig.open(SlurmVariant.plain().with("MessageTimeout=2"), home)) {
            JobId first = rig.daemon().submit(Specs.sh("sleep 600")).job();
            rig.awaitState(first, JobState.RUNNING);
            rig.slurm.stopController();
            await().until(() ->
                    rig.daemon().jobs.watcher().schedulerSilentSince().isPresent());
            assertThat(rig.daemon().status(first).state()).isEqualTo(JobState.RUNNING);

            JobId second = rig.daemon().submit(Specs.sh("exit 4")).job();
            rig.slurm.startController();

            assertThat(rig.awaitEnd(second).exitCode()).isEqualTo(4);
            assertThat(rig.daemon().jobs.watcher().schedulerSilentSince()).isEmpty();
            assertThat(rig.daemon().status(first).state()).isEqualTo(JobState.RUNNING);
        }
    }

    @Test
    void whatSlurmHasForgottenIsKnownByItsRecordAndUnknownWithoutOne() throws Exception {
        try (SlurmRig rig = SlurmRig.open(SlurmVariant.plain().forgetful(), home)) {
            JobId job = rig.daemon().submit(Specs.sh("exit 3")).job();
            JobId mute = rig.daemon().submit(Specs.sh("exit 0")).job();
            rig.stopDaemon();
            Path record =
                    rig.daemon().places.folder(mute).task(TaskKey.PLAIN).path().resolve("exit");
            await().until(() -> Files.exists(record));
            Files.delete(record);
            await().until(() -> rig.slurm.run("squeue", "-h", "--states=all").isEmpty());

            rig.startDaemon();

            assertThat(rig.awaitEnd(job))
                    .returns(JobState.FAILED, JobInfo::state)
                    .returns(3, JobInfo::exitCode);
            await().until(() -> rig.daemon().status(mute), JobInfo::finished);
            assertThat(rig.daemon().status(mute))
                    .returns(JobState.UNKNOWN, JobInfo::state)
                    .returns(null, JobInfo::exitCode)
                    .extracting(JobInfo::reason, as(STRING))
                    .contains("SLURM has forgotten it");
            assertThat(rig.daemon().events())
                    .extracting(event -> event.endedJob().state())
                    .containsExactlyInAnyOrder(JobState.FAILED, JobState.UNKNOWN);
        }
    }

    @Test
    void aRequeuedJobIsNotOverAlsoIfItAnswersTheTermWithAnExit() throws Exception {
        try (SlurmRig rig = SlurmRig.open(SlurmVariant.plain(), home)) {
            JobId job = rig.daemon()
                    .submit(Specs.sh("[ ! -e first ] || exit 5; touch first; trap 'exit 0' TERM; sleep 600 & wait"))
                    .job();
            Path first = rig.daemon().work().resolve("first");
            await().until(() -> Files.exists(first));
            String id = String.valueOf(rig.daemon().status(job).schedulerId());

            rig.slurm.run("scontrol", "requeue", id);
            await().until(() -> rig.daemon().status(job).attempt() == 2
                    && "BeginTime".equals(rig.daemon().status(job).reason())); // it has left the node
            assertThat(rig.daemon().events()).isEmpty();
            rig.slurm.run("scontrol", "update", "JobId=" + id, SlurmRig.SOON);

            assertThat(rig.awaitEnd(job)).returns(5, JobInfo::exitCode).returns(2, JobInfo::attempt);
            assertThat(rig.daemon().events()).hasSize(1);
        }
    }

    @Test
    void aJobThatTheSiteRunsAgainAfterItsExitCodeIsNotOver() throws Exception {
        SlurmVariant site = SlurmVariant.plain().with("RequeueExit=42-44").with("RequeueExitHold=77");
        try (SlurmRig rig = SlurmRig.open(site, home)) {
            JobId again = rig.daemon()
                    .submit(Specs.sh("[ \"$SLURM_RESTART_COUNT\" = 1 ] && exit 7; exit 43"))
                    .job();
            JobId held = rig.daemon()
                    .submit(Specs.sh("[ \"$SLURM_RESTART_COUNT\" = 1 ] && exit 0; exit 77"))
                    .job();
            JobId failed = rig.daemon().submit(Specs.sh("exit 45")).job();

            assertThat(rig.awaitEnd(failed)).returns(45, JobInfo::exitCode);
            for (JobId job : List.of(again, held)) {
                await().until(() -> rig.daemon().status(job), info -> info.attempt() == 2);
                assertThat(rig.daemon().status(job).state()).isEqualTo(JobState.PENDING);
            }
            assertThat(rig.daemon().events()).hasSize(1);
            rig.slurm.run("scontrol", "update", "JobId=" + id(rig, again), SlurmRig.SOON);
            rig.slurm.run("scontrol", "release", id(rig, held));
            rig.slurm.run("scontrol", "update", "JobId=" + id(rig, held), SlurmRig.SOON);

            assertThat(rig.awaitEnd(again)).returns(7, JobInfo::exitCode).returns(2, JobInfo::attempt);
            assertThat(rig.awaitEnd(held))
                    .returns(JobState.COMPLETED, JobInfo::state)
                    .returns(2, JobInfo::attempt);
            assertThat(rig.daemon().events()).hasSize(3);
        }
    }

    private static String id(SlurmRig rig, JobId job) {
        return String.valueOf(rig.daemon().status(job).schedulerId());
    }

    @Test
    void aPreemptedJobThatIsRequeuedIsNotOver() throws Exception {
        try (SlurmRig rig = SlurmRig.open(SlurmVariant.plain().preempting(), home)) {
            JobId low = rig.daemon()
                    .submit(Specs.asking("[ ! -e first ] || exit 6; touch first; sleep 600", 2, null, "low"))
                    .job();
            Path first = rig.daemon().work().resolve("first");
            await().until(() -> Files.exists(first));

            JobId high =
                    rig.daemon().submit(Specs.asking("exit 0", 2, null, "high")).job();

            assertThat(rig.awaitEnd(high).state()).isEqualTo(JobState.COMPLETED);
            await().until(() -> rig.daemon().status(low).attempt() == 2);
            assertThat(rig.daemon().events()).hasSize(1);
            rig.slurm.run(
                    "scontrol", "update", "JobId=" + rig.daemon().status(low).schedulerId(), SlurmRig.SOON);
            assertThat(rig.awaitEnd(low)).returns(6, JobInfo::exitCode).returns(2, JobInfo::attempt);
        }
    }
}
