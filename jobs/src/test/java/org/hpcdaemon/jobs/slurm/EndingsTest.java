package org.hpcdaemon.jobs.slurm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.jobs.Specs;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.hpcdaemon.testkit.Patience;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** However a job of SLURM's ends, its agent hears how, once. */
@Order(2)
@Execution(ExecutionMode.CONCURRENT)
@Tag("slow")
final class EndingsTest {
    @TempDir
    Path home;

    @Test
    void anExitASignalTwoKindsOfTimeLimitACancelAndADeadNodeAreToldApart() throws Exception {
        try (SlurmRig rig = SlurmRig.open(SlurmVariant.plain().with("JobRequeue=0"), home)) {
            JobId slow = submit(rig, Specs.limited("sleep 600", 60));
            JobId killed = submit(rig, Specs.sh("kill -9 $$"));
            JobId exited = submit(rig, Specs.sh("exit 137"));
            JobId limited = submit(rig, Specs.limited("sleep 600", 2));
            rig.awaitState(slow, JobState.RUNNING);
            // SLURM counts in minutes and looks every half of one; this makes the next look the last.
            rig.slurm.run(
                    "scontrol", "update", "JobId=" + rig.daemon().status(slow).schedulerId(), "EndTime=now+1");

            assertThat(rig.awaitEnd(exited))
                    .returns(JobState.FAILED, JobInfo::state)
                    .returns(137, JobInfo::exitCode)
                    .returns(null, JobInfo::signal);
            assertThat(rig.awaitEnd(killed))
                    .returns(JobState.FAILED, JobInfo::state)
                    .returns(null, JobInfo::exitCode)
                    .returns("KILL", JobInfo::signal);
            assertThat(rig.awaitEnd(limited)).returns(JobState.TIMEOUT, JobInfo::state);

            JobId cancelled = submit(rig, Specs.sh("sleep 600"));
            rig.awaitState(cancelled, JobState.RUNNING);
            rig.daemon().jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(cancelled, null));
            assertThat(rig.awaitEnd(cancelled)).returns(JobState.CANCELLED, JobInfo::state);

            assertThat(rig.awaitEnd(slow)).returns(JobState.TIMEOUT, JobInfo::state);

            JobId orphan = submit(rig, Specs.sh("sleep 600"));
            rig.awaitState(orphan, JobState.RUNNING);
            rig.slurm.killNode();
            assertThat(rig.awaitEnd(orphan)).returns(JobState.NODE_FAIL, JobInfo::state);

            assertThat(rig.daemon().events())
                    .extracting(Event::endedJob)
                    .extracting(JobInfo::job)
                    .containsExactlyInAnyOrder(slow, killed, exited, limited, cancelled, orphan);
        }
    }

    @Test
    void anElementThatASignalEndsIsToldApartFromOneThatExitsWithTheCodeLikeIt() throws Exception {
        String script = "n=$SLURM_ARRAY_TASK_ID; [ $n -lt 200 ] || exit $((n - 72)); kill -$n $$";
        try (SlurmRig rig = SlurmRig.open(SlurmVariant.plain(), home)) {
            JobId job = submit(rig, Specs.array(script, "2,13,15,202,213"));
            rig.awaitEnd(job);

            assertThat(rig.daemon()
                            .jobs
                            .elements(JobsRig.ANN, new JobRequest.Elements(job, null, null))
                            .jobs())
                    .extracting(info -> info.element() + " " + info.exitCode() + " " + info.signal())
                    .containsExactly("2 null INT", "13 null PIPE", "15 null TERM", "202 130 null", "213 141 null");
        }
    }

    @Test
    void aJobOutOfMemoryIsNoSuccessWhateverItsCommandExitsWithAndNothingThatNeedsItRuns() throws Exception {
        assumeTrue(SlurmCluster.cannotLimitMemory().isEmpty(), SlurmCluster.cannotLimitMemory());
        try (SlurmRig rig = SlurmRig.open(SlurmVariant.plain().limitingMemory(), home)) {
            for (int code : List.of(0, 1, 137)) {
                JobId job = submit(
                        rig, Specs.asking("head -c 400M /dev/zero | tail -n 1 | wc -c; exit " + code, 1, 50L, null));

                assertThat(rig.awaitEnd(job)).as("exit %s", code).returns(JobState.OUT_OF_MEMORY, JobInfo::state);
                assertThatThrownBy(() -> submit(rig, Specs.after("touch ran", "afterok:" + job)))
                        .hasMessageContaining("cannot be satisfied: that job is OUT_OF_MEMORY");
            }
            assertThat(rig.daemon().work().resolve("ran")).doesNotExist();
            assertThat(rig.daemon().events())
                    .extracting(event -> event.endedJob().state())
                    .containsOnly(JobState.OUT_OF_MEMORY)
                    .hasSize(3);
        }
    }

    @Test
    void aJobThatIsSuspendedRunsAndSaysSo() throws Exception {
        try (SlurmRig rig = SlurmRig.open(SlurmVariant.plain(), home)) {
            JobId job = submit(rig, Specs.sh("sleep 600"));
            rig.awaitState(job, JobState.RUNNING);

            rig.slurm.run(
                    "scontrol",
                    "suspend",
                    String.valueOf(rig.daemon().status(job).schedulerId()));

            Patience.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> "suspended".equals(rig.daemon().status(job).reason()));
            assertThat(rig.daemon().status(job).state()).isEqualTo(JobState.RUNNING);
        }
    }

    @Test
    void anArrayEndsOnceWithARecordOfEachElementAndTheOneThatFailedNamed() throws Exception {
        try (SlurmRig rig = SlurmRig.open(SlurmVariant.plain(), home)) {
            JobId array = submit(rig, Specs.array("[ $SLURM_ARRAY_TASK_ID != 2 ]", "0-3"));

            JobInfo end = rig.awaitEnd(array);

            assertThat(end.state()).isEqualTo(JobState.FAILED);
            assertThat(end.failedElements()).containsExactly(2);
            assertThat(rig.daemon()
                            .jobs
                            .elements(JobsRig.ANN, new JobRequest.Elements(array, null, null))
                            .jobs())
                    .extracting(JobInfo::exitCode)
                    .containsExactly(0, 0, 1, 0);
            assertThat(rig.daemon().events()).hasSize(1);
        }
    }

    @Test
    void anArrayThatIsCancelledEndsAlsoWhereNothingOfItHadBegun() throws Exception {
        try (SlurmRig rig = SlurmRig.open(SlurmVariant.plain(), home)) {
            JobId array = submit(rig, Specs.array("sleep 600", "0-3%1"));
            rig.awaitState(array, JobState.RUNNING);
            rig.daemon().jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(array, 2));
            rig.daemon().jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(array, null));

            assertThat(rig.awaitEnd(array))
                    .returns(JobState.CANCELLED, JobInfo::state)
                    .returns(List.of(0, 1, 2, 3), JobInfo::failedElements);
        }
    }

    @Test
    void aScriptsOwnDirectivesHoldAndItsFilesAreWhereItWantsThem() throws Exception {
        try (SlurmRig rig = SlurmRig.open(SlurmVariant.plain(), home)) {
            JobInfo job = rig.daemon().submit(Specs.script("""
                            #!/bin/bash
                            #SBATCH --job-name=walk --output=%x-%A_%4a.out --array=1-2
                            echo "out $SLURM_JOB_NAME $SLURM_ARRAY_TASK_ID"
                            echo err >&2
                            """));

            assertThat(rig.awaitEnd(job.job()).state()).isEqualTo(JobState.COMPLETED);
            assertThat(job.name()).isEqualTo("walk");
            assertThat(rig.daemon().work().resolve("walk-" + job.schedulerId() + "_0002.out"))
                    .hasContent("out walk 2\nerr\n");
            assertThat(new String(
                            rig.daemon()
                                    .jobs
                                    .logs(JobsRig.ANN, new JobRequest.Logs(job.job(), LogStream.STDOUT, null, null, 1))
                                    .data()
                                    .toArray(),
                            UTF_8))
                    .isEqualTo("out walk 1\nerr\n");
        }
    }

    @Test
    void aJobThatIsSuspendedAndResumedEndsAsItWouldHave() throws Exception {
        try (SlurmRig rig = SlurmRig.open(SlurmVariant.plain(), home)) {
            for (int turn = 0; turn < 3; turn++) {
                Path go = home.resolve("go-" + turn);
                JobId job = submit(rig, Specs.sh("until [ -e " + go + " ]; do sleep 0.2; done; exit 2"));
                String id = String.valueOf(rig.awaitState(job, JobState.RUNNING).schedulerId());
                Path started = rig.daemon().places.folder(job).path().resolve("started");
                Patience.await().until(() -> Files.exists(started));

                rig.slurm.run("scontrol", "suspend", id);
                rig.slurm.run("scontrol", "resume", id);
                Files.createFile(go);

                assertThat(rig.awaitEnd(job))
                        .returns(JobState.FAILED, JobInfo::state)
                        .returns(2, JobInfo::exitCode);
            }
        }
    }

    private static JobId submit(SlurmRig rig, JobSpec spec) {
        return rig.daemon().submit(spec).job();
    }
}
