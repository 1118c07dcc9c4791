package org.hpcdaemon.jobs.slurm.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.hpcdaemon.jobs.slurm.command.Tag;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobState;
import org.junit.jupiter.api.Test;

final class QueueTest {
    @Test
    void aCapturedTableIsReadByItsColumnsWhateverACommentHolds() throws IOException {
        List<QueueRow> rows = Queue.parse(Captured.text("squeue-22.05.txt"));

        assertThat(rows)
                .extracting(row -> row.jobId() + " " + row.element() + " " + row.comment() + " "
                        + row.said().state() + " " + row.said().reason())
                .contains(
                        "6 N/A hpc-daemon/j_fail FAILED NonZeroExitCode",
                        "9 6 hpc-daemon/j_arr PENDING Resources",
                        "10 N/A hpc-daemon/j_held PENDING JobHeldUser",
                        "12 N/A hpc-daemon/j_dep PENDING DependencyNeverSatisfied",
                        "5 N/A hpc-daemon/j_done COMPLETED null")
                .hasSize(14);
        assertThat(said(rows, "6").exit()).isEqualTo(new ExitStatus(137, null));
        assertThat(said(rows, "7").exit()).isEqualTo(new ExitStatus(null, "KILL"));
        assertThat(said(rows, "13").start()).isEqualTo(Instant.parse("2026-11-25T02:21:59Z"));
        assertThat(said(rows, "12").start()).isNull();
    }

    @Test
    void whatARealSlurmPutBackIntoItsQueueIsAnAttemptLaterAndNotOver() throws IOException {
        List<QueueRow> rows = Queue.parse(Captured.text("squeue-22.05-requeue.txt"));

        assertThat(sighting(rows, "16")).as("RequeueExit").isEqualTo(waiting("BeginTime", "2026-11-25T03:49:42Z"));
        assertThat(sighting(rows, "17"))
                .as("RequeueExitHold: SPECIAL_EXIT")
                .isEqualTo(waiting("JobHeldUser", "2026-11-25T03:49:43Z"));
        assertThat(sighting(rows, "11")).as("a node died").isEqualTo(waiting("BeginTime", "2026-11-25T03:50:03Z"));
        assertThat(sighting(rows, "18")).isInstanceOf(Sighting.Ended.class);
        assertThat(rows).extracting(QueueRow::jobId, QueueRow::element).contains(tuple("10", "0"), tuple("10", "2"));
    }

    /** Since 23.02, exits are pairs here too. */
    @Test
    void newerFormsAreReadAndForeignLinesDoNoHarm() throws IOException {
        List<QueueRow> rows = Queue.parse(Captured.text("squeue-24.11.txt"));

        assertThat(rows)
                .extracting(QueueRow::jobId)
                .as("not the job of several parts, nor what is said between")
                .containsExactly("901", "902", "903", "904", "905", "906", "907", "908");
        assertThat(said(rows, "901").exit()).isEqualTo(new ExitStatus(137, null));
        assertThat(said(rows, "902").exit()).isEqualTo(new ExitStatus(null, "KILL"));
        assertThat(sighting(rows, "903"))
                .isInstanceOfSatisfying(
                        Sighting.Ended.class,
                        oom -> assertThat(oom)
                                .returns(JobState.OUT_OF_MEMORY, Sighting.Ended::state)
                                .returns(null, Sighting.Ended::signal)
                                .returns(2, Sighting.Ended::attempt));
        assertThat(sighting(rows, "904")).isInstanceOf(Sighting.Queued.class);
        assertThat(sighting(rows, "905")).as("its files are still copied").isInstanceOf(Sighting.Running.class);
        assertThat(rows.get(5).ofMany()).isTrue();
        assertThat(sighting(rows, "907")).isInstanceOf(Sighting.Unseen.class);
        assertThat(said(rows, "907").start()).isNull();
        assertThat(said(rows, "908").reason()).isEqualTo("AssocMaxWallDurationPerJobLimit");
    }

    @Test
    void aLineWithoutTheCellOfAnExitCodeIsReadByTheCellsThatItHas() throws IOException {
        List<QueueRow> rows = Queue.parse(Captured.text("squeue-24.11.txt").replace("137:0           ", ""));

        QueueRow row = rows.getFirst();
        assertThat(row).returns("901", QueueRow::jobId).returns("hpc-daemon/j_exit", QueueRow::comment);
        assertThat(row.said())
                .isEqualTo(new SlurmState.Said(
                        "FAILED",
                        "NonZeroExitCode",
                        0,
                        null,
                        Instant.parse("2025-06-01T10:00:00Z"),
                        Instant.parse("2025-06-01T10:00:09Z"),
                        "a01",
                        null));
    }

    @Test
    void ofAJobWhoseLineHasOtherCellsThanWereAskedForNothingFollows() throws IOException {
        String table = Captured.text("squeue-24.11.txt");
        for (String other : List.of(
                table.replace("137:0           0               ", ""),
                table.replace("137:0", "another cell    137:0"),
                table.replace("FAILED              137:0           0", "0"))) {
            QueueRow row = Queue.parse(other).getFirst();

            assertThat(row).returns("901", QueueRow::jobId).returns("hpc-daemon/j_exit", QueueRow::comment);
            assertThat(SlurmState.sighting(row.said(), Instant.EPOCH))
                    .isEqualTo(new Sighting.Unseen("SLURM answers in another form than it was asked for"));
        }
        assertThat(Queue.parse(table.lines()
                        .filter(line -> line.startsWith("901"))
                        .findFirst()
                        .orElseThrow()
                        .substring(0, 120)))
                .as("cut off before it says whose it is")
                .isEmpty();
    }

    private static Sighting sighting(List<QueueRow> rows, String id) {
        return SlurmState.sighting(said(rows, id), Instant.EPOCH);
    }

    private static Sighting waiting(String reason, String start) {
        return new Sighting.Queued(reason, 2, Instant.parse(start));
    }

    @Test
    void jobsWithoutOurTagAreNotSeen() throws IOException {
        List<QueueRow> rows = Queue.parse(Captured.text("squeue-22.05.txt"));
        List<QueueRow> ours = rows.stream()
                .filter(row -> row.comment().startsWith("hpc-daemon/"))
                .toList();

        assertThat(rows).hasSize(ours.size() + 1);
        assertThat(snapshot(rows, _ -> false).id(new JobId("j_done12345678"))).isEmpty();
    }

    @Test
    void aLineForManyElementsSpeaksOfThoseWithoutOneOfTheirOwn() {
        JobId job = new JobId("j_123456789abcdefg");
        QueueSnapshot snapshot = snapshot(
                List.of(
                        row("9", "0", job, "RUNNING"),
                        row("9", "1,5-8%2", job, "PENDING"),
                        row("8", "N/A", new JobId("j_other56789abcdef"), "RUNNING")),
                _ -> false);

        assertThat(snapshot.of(new TaskKey(job, 0)).orElseThrow().state()).isEqualTo("RUNNING");
        assertThat(snapshot.of(new TaskKey(job, 6)).orElseThrow().state()).isEqualTo("PENDING");
        assertThat(snapshot.id(job)).contains("9");
    }

    @Test
    void ofTwoSubmissionsOfOneJobTheOneThatRunsIsBelieved() {
        JobId job = new JobId("j_123456789abcdefg");
        List<QueueRow> rows = List.of(row("9", "N/A", job, "RUNNING"), row("10", "N/A", job, "FAILED"));

        assertThat(snapshot(rows, row -> row.jobId().equals("9")).id(job)).contains("9");
        assertThat(snapshot(rows, row -> row.jobId().equals("10")).id(job)).contains("10");
    }

    private static QueueSnapshot snapshot(List<QueueRow> rows, Predicate<QueueRow> runs) {
        QueueSnapshot snapshot = new QueueSnapshot(runs);
        rows.forEach(snapshot::add);
        return snapshot;
    }

    private static QueueRow row(String id, String element, JobId job, String state) {
        return new QueueRow(
                id, element, Tag.of(job), new SlurmState.Said(state, null, 0, null, null, null, null, null));
    }

    private static SlurmState.Said said(List<QueueRow> rows, String id) {
        return rows.stream()
                .filter(row -> row.jobId().equals(id))
                .findFirst()
                .orElseThrow()
                .said();
    }
}
