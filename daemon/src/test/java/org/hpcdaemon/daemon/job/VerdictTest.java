package org.hpcdaemon.daemon.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.hpcdaemon.protocol.message.JobState;
import org.hpcdaemon.protocol.message.JobUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerdictTest {
    private static final Instant NOW = Instant.ofEpochSecond(1000);
    private static final TaskStatus RUNNING =
            TaskStatus.pending(null).is(JobState.RUNNING, null).started(Instant.ofEpochSecond(900), "node1");

    @TempDir
    Path folder;

    @Test
    void aRecordThatWasCutShortIsNoSuccess() throws IOException {
        String whole = "attempt=1\ncode=0\nhost=node1\nat=950000\nend\n";
        for (int length = 0; length < whole.length() - 1; length++) {
            Files.writeString(folder.resolve("exit"), whole.substring(0, length));
            assertThat(verdict(RUNNING, null).state()).as("%s bytes", length).isEqualTo(JobState.RUNNING);
        }
        Files.writeString(folder.resolve("exit"), whole + " ".repeat(100));
        assertThat(verdict(RUNNING, null).state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void silenceAndIgnoranceEndNothing() {
        assertThat(verdict(RUNNING, null)).isEqualTo(RUNNING);
        TaskStatus unseen = verdict(RUNNING, new Sighting.Unseen("it was purged"));
        assertThat(unseen.state()).isEqualTo(JobState.UNKNOWN);
        assertThat(verdict(unseen, new Sighting.Running(null, null, 1)).state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void theTasksOwnRecordOutweighsASchedulerThatHasLostIt() throws IOException {
        Files.writeString(folder.resolve("exit"), "attempt=1\ncode=3\nhost=node1\nat=950000\nend\n");
        assertThat(verdict(RUNNING, new Sighting.Unseen("purged")).exitCode()).isEqualTo(3);
        assertThat(verdict(RUNNING, new Sighting.Gone("rebooted")).exitCode()).isEqualTo(3);
    }

    @Test
    void theRecordOfAnEarlierAttemptDoesNotEndARequeuedTask() throws IOException {
        Files.writeString(folder.resolve("exit"), "attempt=1\nsignal=15\nhost=node1\nat=950000\nend\n");
        TaskStatus again = verdict(RUNNING, new Sighting.Queued("requeued", 2));
        assertThat(again.state()).isEqualTo(JobState.PENDING);
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(verdict(again, new Sighting.Running(NOW, "node2", 2)).state())
                .isEqualTo(JobState.RUNNING);
    }

    @Test
    void whereTheSchedulerExplainsSignalsItIsHeardFirst() throws IOException {
        Files.writeString(folder.resolve("exit"), "attempt=1\nsignal=15\nhost=node1\nat=950000\nend\n");
        Verdict slurm = new Verdict(true, _ -> false);
        TaskFolder task = new TaskFolder(folder);
        assertThat(slurm.of(RUNNING, task, null, NOW).state()).isEqualTo(JobState.RUNNING);
        TaskStatus explained =
                slurm.of(RUNNING, task, new Sighting.Ended(JobState.TIMEOUT, null, "TERM", "TimeLimit", NOW), NOW);
        assertThat(explained.state()).isEqualTo(JobState.TIMEOUT);
        assertThat(slurm.of(RUNNING, task, new Sighting.Unseen("no accounting"), NOW)
                        .state())
                .isEqualTo(JobState.FAILED);
    }

    @Test
    void whatTheSchedulerMayRunAgainIsOverWhenItSaysSo() throws IOException {
        Files.writeString(folder.resolve("exit"), "attempt=1\ncode=42\nhost=node1\nat=950000\nend\n");
        Verdict slurm = new Verdict(true, code -> code == 42);
        TaskFolder task = new TaskFolder(folder);

        assertThat(slurm.of(RUNNING, task, null, NOW).state()).isEqualTo(JobState.RUNNING);
        assertThat(slurm.of(RUNNING, task, new Sighting.Running(null, null, 1), NOW)
                        .state())
                .as("it has not left the node")
                .isEqualTo(JobState.RUNNING);
        assertThat(slurm.of(RUNNING, task, new Sighting.Queued("BeginTime", 2), NOW))
                .returns(JobState.PENDING, TaskStatus::state)
                .returns(2, TaskStatus::attempt);
        assertThat(slurm.of(RUNNING, task, new Sighting.Ended(JobState.FAILED, 42, null, null, NOW), NOW)
                        .exitCode())
                .isEqualTo(42);
    }

    @Test
    void whatCouldNotBeStartedIsNotToldAsIfItHadRun() throws IOException {
        Sighting failed = new Sighting.Ended(JobState.FAILED, 1, null, "failed (NonZeroExitCode)", NOW);
        assertThat(verdict(RUNNING, failed).reason())
                .isEqualTo("failed (NonZeroExitCode); there is no sign that it began");
        Files.writeString(
                folder.resolve("started"),
                "attempt=1\npid=5\nsession=5\nstart=7\nboot=b\nhost=node1\nat=900000\nend\n");
        assertThat(verdict(RUNNING, failed).reason()).isEqualTo("failed (NonZeroExitCode)");
    }

    @Test
    void whatItTookIsWhatTheAccountingSaysOrElseWhatTheWrapperNoted() throws IOException {
        String record = "attempt=1\nsignal=15\ncpu_ms=50000\ncpus=2\nhost=node1\nat=950000\nend\n";
        Files.writeString(folder.resolve("exit"), record);
        assertThat(verdict(RUNNING, null).usage()).isEqualTo(new JobUsage(50_000, 0.5, null));
        JobUsage accounted = new JobUsage(49_000, 0.6, 0.7);
        Sighting.Ended ended = new Sighting.Ended(JobState.TIMEOUT, null, "TERM", "TimeLimit", NOW, accounted, 1);
        assertThat(verdict(RUNNING, ended).usage()).isEqualTo(accounted);
        Files.writeString(folder.resolve("exit"), record.replace("cpus=2\n", ""));
        assertThat(verdict(RUNNING, null).usage()).isEqualTo(new JobUsage(50_000, null, null));
    }

    @Test
    void whenItMayStartIsToldWhileItWaitsAndNoLonger() {
        TaskStatus waits = verdict(TaskStatus.pending(null), new Sighting.Queued("Priority", 1, NOW));
        assertThat(waits.estimatedStart()).isEqualTo(NOW);
        assertThat(verdict(waits, new Sighting.Running(NOW, "node1", 1)).estimatedStart())
                .isNull();
    }

    private TaskStatus verdict(TaskStatus before, @Nullable Sighting sighting) {
        return new Verdict(false, _ -> false).of(before, new TaskFolder(folder), sighting, NOW);
    }
}
