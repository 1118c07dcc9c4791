package org.hpcdaemon.jobs.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.jobs.Specs;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that take their time to end after they were cancelled. */
final class CancellingTest {
    /** Longer than any test: nothing is killed before it was looked at. */
    private static final LocalLimits PATIENT = new LocalLimits(2, Long.MAX_VALUE, 0, 0, Duration.ofMinutes(10));

    @TempDir
    Path home;

    @SuppressWarnings("NullAway.Init")
    private JobsRig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new JobsRig(home, PATIENT, Host.here(), scheduler -> scheduler);
    }

    @AfterEach
    void stop() throws IOException {
        Path go = rig.work().resolve("go");
        if (!Files.exists(go)) {
            Files.createFile(go);
        }
        await().until(() -> rig.jobs
                .list(JobsRig.ANN, new JobRequest.List(true, null))
                .jobs()
                .isEmpty());
        rig.close();
    }

    @Test
    void fromTheCancelToTheEndAJobIsCancelling() throws IOException {
        JobInfo plain = rig.submit(
                Specs.sh(
                        "trap 'touch asked; until [ -e go ]; do sleep 0.05; done; exit 0' TERM; touch up; while :; do sleep 0.05; done"));
        await().until(() -> Files.exists(rig.work().resolve("up")));
        assertThat(rig.status(plain.job()).cancelling()).isNull();

        assertThat(rig.jobs
                        .cancel(JobsRig.ANN, new JobRequest.Cancel(plain.job(), null))
                        .cancelling())
                .isTrue();
        await().until(() -> Files.exists(rig.work().resolve("asked")));
        assertThat(rig.status(plain.job()).cancelling()).isTrue();
        assertThat(rig.jobs.list(JobsRig.ANN, new JobRequest.List(true, null)).jobs())
                .extracting(JobInfo::cancelling)
                .containsExactly(true);

        Files.createFile(rig.work().resolve("go"));
        await().until(() -> rig.status(plain.job()).finished());
        assertThat(rig.status(plain.job()).state()).isEqualTo(JobState.CANCELLED);
        assertThat(rig.status(plain.job()).cancelling()).isNull();
    }

    @Test
    void ofAnArrayOnlyTheElementThatWasAskedToEndIsCancelling() throws IOException {
        JobInfo array = rig.submit(Specs.array(
                "trap 'until [ -e go ]; do sleep 0.05; done; exit 0' TERM; until [ -e go ]; do touch up.$SLURM_ARRAY_TASK_ID; sleep 0.05; done",
                "0-1"));
        await().until(() -> Files.exists(rig.work().resolve("up.0"))
                && Files.exists(rig.work().resolve("up.1")));

        rig.jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(array.job(), 1));

        assertThat(rig.jobs
                        .elements(JobsRig.ANN, new JobRequest.Elements(array.job(), null, null))
                        .jobs())
                .extracting(JobInfo::cancelling)
                .containsExactly(null, true);
        assertThat(rig.jobs
                        .status(JobsRig.ANN, new JobRequest.Status(array.job(), 1))
                        .cancelling())
                .isTrue();
        assertThat(rig.status(array.job()).cancelling()).isNull();
        Files.createFile(rig.work().resolve("go"));
    }
}
