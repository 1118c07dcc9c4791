package org.hpcdaemon.jobs.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.hpcdaemon.jobs.folder.TaskFolder;
import org.hpcdaemon.jobs.model.TaskStatus;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.job.JobUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** By the scheduler that has the last word: of records, and of what it says, the state. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            # record              the scheduler's word  state           exit  signal
            code=0              | -                   | RUNNING       | -   | -
            code=0              | QUEUED              | RUNNING       | -   | -
            code=0              | RUNNING             | RUNNING       | -   | -
            code=0              | FORGOTTEN           | RUNNING       | -   | -
            code=0              | UNSEEN              | RUNNING       | -   | -
            code=0              | LONG_FORGOTTEN      | COMPLETED     | 0   | -
            code=0              | LONG_UNSEEN         | COMPLETED     | 0   | -
            code=0              | COMPLETED           | COMPLETED     | 0   | -
            code=0              | FAILED              | FAILED        | -   | KILL
            code=0              | OUT_OF_MEMORY       | OUT_OF_MEMORY | 0   | -
            code=0              | TIMEOUT             | TIMEOUT       | 0   | -
            code=0              | NODE_FAIL           | NODE_FAIL     | 0   | -
            code=0              | PREEMPTED           | PREEMPTED     | 0   | -
            code=0              | CANCELLED           | CANCELLED     | 0   | -
            code=1              | -                   | RUNNING       | -   | -
            code=1              | RUNNING             | RUNNING       | -   | -
            code=1              | OUT_OF_MEMORY       | OUT_OF_MEMORY | 1   | -
            code=1              | FAILED              | FAILED        | 1   | -
            code=1              | COMPLETED           | FAILED        | 1   | -
            code=128            | FAILED              | FAILED        | 128 | -
            code=137            | FAILED              | FAILED        | 137 | -
            code=137            | LONG_FORGOTTEN      | FAILED        | 137 | -
            signal=15           | -                   | RUNNING       | -   | -
            signal=15           | RUNNING             | RUNNING       | -   | -
            signal=15           | TIMEOUT             | TIMEOUT       | -   | TERM
            signal=15           | NODE_FAIL           | NODE_FAIL     | -   | -
            signal=15           | FAILED              | FAILED        | -   | TERM
            signal=15           | LONG_UNSEEN         | FAILED        | -   | TERM
            code=0 cancelled=1  | -                   | RUNNING       | -   | -
            code=0 cancelled=1  | COMPLETED           | CANCELLED     | 0   | -
            code=0 cancelled=1  | FAILED              | CANCELLED     | 0   | -
            code=0 cancelled=1  | OUT_OF_MEMORY       | OUT_OF_MEMORY | 0   | -
            code=0 timeout=1    | FAILED              | TIMEOUT       | 0   | -
            code=0 timeout=1    | CANCELLED           | CANCELLED     | 0   | -
            code=0 terminated=1 | COMPLETED           | COMPLETED     | 0   | -
            code=0 terminated=1 | PREEMPTED           | PREEMPTED     | 0   | -
            """, delimiter = '|')
    void nothingIsOverBeforeTheSchedulerHasSaidSoAndNothingASuccessThatItDenies(
            String record, @Nullable String word, JobState state, @Nullable Integer exitCode, @Nullable String signal)
            throws IOException {
        Files.writeString(
                folder.resolve("exit"), "attempt=1\n" + record.replace(' ', '\n') + "\nhost=node1\nat=950000\nend\n");

        TaskStatus status = new Verdict(true).of(RUNNING, new TaskFolder(folder), word(word), NOW);

        assertThat(status)
                .returns(state, TaskStatus::state)
                .returns(exitCode, TaskStatus::exitCode)
                .returns(signal, TaskStatus::signal);
        assertThat(status.finished()).isEqualTo(state != JobState.RUNNING);
        assertThat(status.reason() == null).isEqualTo(state == JobState.COMPLETED);
    }

    private static Testimony word(@Nullable String word) {
        return switch (word) {
            case null -> Testimony.NONE;
            case "QUEUED" -> Testimony.of(new Sighting.Queued("Priority", 1));
            case "RUNNING" -> Testimony.of(new Sighting.Running(null, "node1", 1));
            case "FORGOTTEN" -> Testimony.of(new Sighting.Forgotten("purged"));
            case "LONG_FORGOTTEN" -> new Testimony(new Sighting.Forgotten("purged"), true);
            case "UNSEEN" -> Testimony.of(new Sighting.Unseen("the accounting is away"));
            case "LONG_UNSEEN" -> new Testimony(new Sighting.Unseen("the accounting is away"), true);
            // As sacct has it, which takes 128 off a code.
            case "FAILED" ->
                Testimony.of(new Sighting.Ended(JobState.FAILED, null, "KILL", "failed (JobLaunchFailure)", NOW));
            default -> Testimony.of(new Sighting.Ended(JobState.valueOf(word), null, null, "in its words", NOW));
        };
    }

    @Test
    void untilTheSchedulerHasConfirmedAnEndItsRecordIsToldAsWhatItIs() throws IOException {
        Files.writeString(folder.resolve("exit"), "attempt=1\ncode=3\nhost=node1\nat=950000\nend\n");
        assertThat(new Verdict(true)
                        .of(RUNNING, new TaskFolder(folder), Testimony.NONE, NOW)
                        .reason())
                .isEqualTo("its command exited with 3; the scheduler has not confirmed yet how the job ended");
    }

    @Test
    void whatTheAccountingStillHasAsAliveStaysAsItWas() {
        TaskStatus waits = TaskStatus.pending("Resources");
        Testimony alive = Testimony.of(new Sighting.Forgotten("not in the queue", JobState.PENDING));
        Verdict slurm = new Verdict(true);
        TaskFolder task = new TaskFolder(folder);

        assertThat(slurm.of(waits, task, alive, NOW)).isEqualTo(waits);
        assertThat(slurm.of(waits, task, Testimony.of(new Sighting.Forgotten("", JobState.RUNNING)), NOW)
                        .state())
                .isEqualTo(JobState.RUNNING);
        assertThat(slurm.of(waits, task, new Testimony(alive.sighting(), true), NOW))
                .returns(JobState.UNKNOWN, TaskStatus::state)
                .returns(true, TaskStatus::finished)
                .returns("how it ended is unknown: not in the queue", TaskStatus::reason);
    }

    @Test
    void whatTheSchedulerRunsAgainIsNotOver() throws IOException {
        Files.writeString(folder.resolve("exit"), "attempt=1\ncode=42\nhost=node1\nat=950000\nend\n");
        Testimony again = Testimony.of(new Sighting.Queued("BeginTime", 2));

        assertThat(new Verdict(true).of(RUNNING, new TaskFolder(folder), again, NOW))
                .returns(JobState.PENDING, TaskStatus::state)
                .returns(2, TaskStatus::attempt);
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

    /** As SLURM did with a step daemon that was killed before it could start anything. */
    @Test
    void whatTheSchedulerCallsASuccessIsNoneWithoutASignThatItBegan() throws IOException {
        Sighting completed = new Sighting.Ended(JobState.COMPLETED, 0, null, null, NOW);
        String reason = "the scheduler says that it completed, but there is no sign that it began";
        TaskFolder task = new TaskFolder(folder);
        for (Verdict verdict : List.of(new Verdict(true), new Verdict(false))) {
            assertThat(verdict.of(RUNNING, task, Testimony.of(completed), NOW))
                    .returns(false, TaskStatus::finished)
                    .returns(reason + " yet", TaskStatus::reason);
            TaskStatus given = verdict.of(RUNNING, task, new Testimony(completed, true), NOW);
            assertThat(given)
                    .returns(JobState.UNKNOWN, TaskStatus::state)
                    .returns(NOW, TaskStatus::endedAt)
                    .returns(null, TaskStatus::exitCode)
                    .returns(reason, TaskStatus::reason);

            Path exit = Files.writeString(folder.resolve("exit"), "attempt=1\ncode=0\nhost=node1\nat=950000\nend\n");
            assertThat(verdict.late(given, task, NOW))
                    .as("which the record is that comes later")
                    .get()
                    .returns(JobState.COMPLETED, TaskStatus::state);
            Files.delete(exit);
        }
        Files.createDirectory(folder.resolve("claim.1"));
        assertThat(verdict(RUNNING, completed))
                .as("whose records are lost")
                .returns(JobState.COMPLETED, TaskStatus::state);
        assertThat(verdict(RUNNING.attempt(2), new Sighting.Ended(JobState.COMPLETED, 0, null, null, NOW, null, 2))
                        .finished())
                .as("of the attempt before")
                .isFalse();
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
    void howLongItRanIsNotReadOffAClockThatWasSetMeanwhile() throws IOException {
        String record = "attempt=1\ncode=0\nran_ms=50000\ncpu_ms=25000\ncpus=1\nhost=node1\nat=%s\nend\n";
        for (String at : List.of("950000", "1000", "2592950000", "9999999999999")) {
            Files.writeString(folder.resolve("exit"), record.formatted(at));
            assertThat(verdict(RUNNING, null).usage()).as("ended at %s", at).isEqualTo(new JobUsage(50_000, 0.5, null));
        }
        for (String at : List.of("1000", "9999999999999")) {
            Files.writeString(
                    folder.resolve("exit"), record.replace("ran_ms=50000\n", "").formatted(at));
            assertThat(verdict(RUNNING, null).usage())
                    .as("from an older wrapper, at %s", at)
                    .isNull();
        }
    }

    @Test
    void theWrappersOwnCodeIsNeverToldWithoutAReason() throws IOException {
        Files.writeString(folder.resolve("exit"), "attempt=1\ncode=125\nhost=node1\nat=950000\nend\n");
        assertThat(verdict(RUNNING, null).reason()).isEqualTo("exited with 125, and gives no reason");
        Files.writeString(
                folder.resolve("stderr"), "hello\nbash: line 1: /data/\u001b[1mout.log: No such file or directory\n\n");
        assertThat(verdict(RUNNING, null).reason())
                .isEqualTo("exited with 125: bash: line 1: /data/?[1mout.log: No such file or directory");
    }

    @Test
    void whenItMayStartIsToldWhileItWaitsAndNoLonger() {
        TaskStatus waits = verdict(TaskStatus.pending(null), new Sighting.Queued("Priority", 1, NOW));
        assertThat(waits.estimatedStart()).isEqualTo(NOW);
        assertThat(verdict(waits, new Sighting.Running(NOW, "node1", 1)).estimatedStart())
                .isNull();
    }

    private TaskStatus verdict(TaskStatus before, @Nullable Sighting sighting) {
        return new Verdict(false).of(before, new TaskFolder(folder), new Testimony(sighting, false), NOW);
    }
}
