package org.hpcdaemon.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that was restarted with another scheduler than its jobs were given to. */
final class FormerSchedulersTest {
    @TempDir
    private Path home;

    private final FakeScheduler cluster = new FakeScheduler();

    private JobsRig onTheCluster() throws IOException {
        return new JobsRig(home, JobsRig.LIMITS, Host.here(), local -> cluster);
    }

    private static JobSpec leaving(Path mark) {
        return Specs.sh("touch " + mark);
    }

    /** As the local scheduler sees it, it was never submitted. */
    @Test
    void aJobOfUncertainFateIsNotSubmittedToTheNewOneAndGoesOnWithItsOwn() throws IOException {
        Path mark = home.resolve("ran");
        cluster.silent = true;
        cluster.arrives = true;
        cluster.answers.add(new Scheduler.Submission.Ambiguous("timed out"));
        JobInfo job;
        try (JobsRig rig = onTheCluster()) {
            job = rig.submit(leaving(mark));
        }

        try (JobsRig rig = new JobsRig(home)) {
            JobInfo other = rig.submit(Specs.sh("true"));
            await().until(() -> rig.status(other.job()).finished());
            assertThat(rig.status(job.job()).state()).isEqualTo(JobState.PENDING);
            assertThat(rig.status(job.job()).reason()).contains("given to slurm");
            assertThat(mark).doesNotExist();
            assertThat(rig.store.queries().unfinishedElsewhere(SchedulerKind.LOCAL))
                    .isEqualTo(Map.of("slurm", 1));
        }

        cluster.silent = false;
        try (JobsRig rig = onTheCluster()) {
            await().until(() -> "77".equals(rig.status(job.job()).schedulerId()));
            assertThat(cluster.submissions).hasValue(1);
        }
    }

    @Test
    void aRunningJobStaysAsItWasAndNobodyCanCancelOrWaitForIt() throws IOException {
        JobInfo job;
        try (JobsRig rig = onTheCluster()) {
            job = rig.submit(Specs.sh("true"));
        }

        try (JobsRig rig = new JobsRig(home)) {
            assertThatThrownBy(() -> rig.jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(job.job(), null)))
                    .hasMessageContaining("was given to slurm")
                    .hasMessageContaining("cancel it there");
            assertThat(rig.jobs.cancelAll(JobsRig.ANN.agent()).failures())
                    .singleElement()
                    .asString()
                    .contains("was given to slurm");
            assertThatThrownBy(() -> rig.submit(
                            new IdempotencyKey("after"),
                            Specs.sh("true").toBuilder()
                                    .dependency("afterany:" + job.job())
                                    .build()))
                    .hasMessageContaining("no job can wait for it");
            assertThat(rig.jobs
                            .list(JobsRig.ANN, new JobRequest.List(true, null))
                            .jobs())
                    .singleElement()
                    .extracting(JobInfo::reason)
                    .asString()
                    .contains("last state known");
            assertThat(rig.status(job.job()).cancelling()).isNull();
        }
    }

    /** What ends while nobody asks is found with the next start of its own scheduler. */
    @Test
    void aLocalJobIsTakenUpAgain() throws IOException {
        Path mark = home.resolve("go");
        JobInfo job;
        try (JobsRig rig = new JobsRig(home)) {
            job = rig.submit(Specs.sh("while [ ! -e " + mark + " ]; do sleep 0.05; done"));
        }
        try (JobsRig rig = onTheCluster()) {
            Files.createFile(mark);
            assertThat(rig.status(job.job()).finished()).isFalse();
        }
        try (JobsRig rig = new JobsRig(home)) {
            await().until(() -> rig.status(job.job()).state() == JobState.COMPLETED);
        }
    }
}
