package org.hpcdaemon.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.store.Wish;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wish that a job ends is not lost on its way to the scheduler. */
final class CancelsTest {
    @TempDir
    Path home;

    private final FakeScheduler cluster = new FakeScheduler();
    private JobsRig rig;

    @BeforeEach
    void open() throws IOException {
        rig = new JobsRig(home, JobsRig.LIMITS, Host.here(), local -> cluster);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void whatASilentSchedulerWasNotToldIsToldTheAgentAndWantedNoLonger() throws IOException {
        JobId job = running();
        cluster.deaf = true;

        assertThatThrownBy(() -> cancel(job))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEDULER_UNAVAILABLE))
                .hasMessageContaining("cancel again");

        assertThat(rig.status(job).cancelling()).isNull();
        assertThat(mark(job)).doesNotExist();
    }

    @Test
    void aJobThatIsEndingAlreadyStaysSoIfItIsAskedForOnceMoreInVain() throws IOException {
        JobId job = running();
        cancel(job);
        cluster.deaf = true;

        assertThatThrownBy(() -> cancel(job)).isInstanceOf(HpcException.class);

        assertThat(rig.status(job).cancelling()).isTrue();
        assertThat(mark(job)).exists();
    }

    @Test
    void whatWasWantedWhileItWasSubmittedIsAskedForUntilTheSchedulerAnswers() throws IOException {
        cluster.silent = true;
        cluster.deaf = true;
        cluster.arrives = true;
        cluster.answers.add(new Scheduler.Submission.Ambiguous("timed out"));
        JobId job = rig.submit(Specs.sh("true")).job();
        cancel(job);
        cluster.silent = false;
        await().until(() -> cluster.cancels.get() > 2);
        assertThat(rig.store.wishes().unasked(SchedulerKind.SLURM)).containsExactly(Wish.all(job));

        cluster.deaf = false;

        await().until(() -> rig.store.wishes().unasked(SchedulerKind.SLURM).isEmpty());
        assertThat(rig.status(job).cancelling()).isTrue();
        assertThat(mark(job)).exists();
    }

    private JobId running() throws IOException {
        JobId job = rig.submit(Specs.sh("true")).job();
        Files.createDirectories(rig.places.folder(job).path());
        return job;
    }

    private void cancel(JobId job) {
        rig.jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(job, null));
    }

    private Path mark(JobId job) {
        return rig.places.folder(job).path().resolve("cancel");
    }
}
