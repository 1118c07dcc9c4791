package org.hpcdaemon.jobs.gridengine.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.hpcdaemon.protocol.message.job.JobState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What qstat and qacct of Grid Engine 8.1.9 have printed, and what it means. */
final class CapturedAnswersTest {
    private static final Instant NOW = Instant.parse("2026-11-29T00:00:00Z");

    @Test
    void theQueueHasEveryJobOnceAndTellsTasksApart() throws IOException {
        List<QueueRow> rows = rows("qstat-mixed.xml");
        assertThat(rows.stream().filter(row -> !row.ended()).map(row -> row.jobId() + " " + row.state()))
                .containsExactly(
                        "97 r", "97 r", "97 r", "98 r", "101 qw", "102 qw", "103 qw", "104 qw", "99 hqw", "100 hqw",
                        "111 hqw");
        assertThat(rows.getFirst())
                .returns("hpc-daemon.j-array", QueueRow::name)
                .returns(Instant.parse("2026-11-28T23:49:08Z"), QueueRow::start);
        assertThat(rows.getFirst().host()).contains("sgehost");
        QueueRow ended = rows.stream()
                .filter(row -> row.ended() && row.jobId().equals("97"))
                .findFirst()
                .orElseThrow();
        assertThat(ended.tasks()).isEqualTo(TaskRanges.parse("2,3").orElseThrow());
        assertThat(rows("qstat-none.xml")).isEmpty();
        assertThat(rows("qstat-ended.xml")).allMatch(QueueRow::ended).isNotEmpty();
    }

    @Test
    void anAnswerThatIsCutShortIsNone() throws IOException {
        String text = text("qstat-mixed.xml");
        QueueXml xml = new QueueXml(_ -> {});
        text.substring(0, text.length() - 30).lines().forEach(xml::line);
        assertThat(xml.whole()).isFalse();
    }

    @Test
    void rangesHaveTheTasksThatTheyName() {
        TaskRanges ranges = TaskRanges.parse("1,3-9:2,12").orElseThrow();
        assertThat(List.of(1, 3, 5, 9, 12)).allMatch(ranges::has);
        assertThat(List.of(2, 4, 10, 11, 13)).noneMatch(ranges::has);
        assertThat(TaskRanges.parse("1-x")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "qw, Queued",
        "hqw, Queued",
        "t, Running",
        "r, Running",
        "hr, Running",
        "dr, Running",
        "s, Running",
        "S, Running",
        "Rr, Running",
        "Rq, Queued",
        "Eqw, Ended",
        "xyz, Unseen"
    })
    void statesMeanOneThingEach(String state, String kind) {
        QueueRow row = new QueueRow("7", "n", state, NOW, "all.q@node", null);
        Sighting sighting = GridEngineState.sighting(row, null, 0, Troubles.none(), NOW);
        assertThat(sighting.getClass().getSimpleName()).isEqualTo(kind);
        if (sighting instanceof Sighting.Ended ended) {
            assertThat(ended.state()).isEqualTo(JobState.FAILED);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "qw, 1, 1, 1",
        "Rq, 0, 1, 0",
        "Rqw, 1, 1, 1",
        "Rr, 1, 2, 1",
        "r, 1, 1, 0",
        "Eqw, 1, 1, 0",
        "Eqw, 2, 2, 1"
    })
    void whatWaitsHasBeenStartedAgainUnlessItIsInError(String state, int ended, int begun, int restarts) {
        QueueRow row = new QueueRow("7", "n", state, NOW, "all.q@node", null);
        assertThat(GridEngineQuestions.restarts(row, ended, begun)).isEqualTo(restarts);
    }

    @Test
    void aHoldAndAnErrorAreToldInItsOwnWords() {
        Troubles troubles = Troubles.parse("""
                ==============================================================
                job_number:                 17
                error reason          1:      11/30/2026 08:47:11 [0:32406]: error: can't open output file "/nodir/x": No such file or directory
                scheduling info:            Job is in error state
                ==============================================================
                job_number:                 21
                jid_predecessor_list:       20
                scheduling info:            job dropped because of job dependencies
                """);
        QueueRow error = new QueueRow("17", "n", "Eqw", null, "", null);
        assertThat(GridEngineState.sighting(error, null, 0, troubles, NOW))
                .isInstanceOfSatisfying(
                        Sighting.Ended.class,
                        ended -> assertThat(ended.reason())
                                .isEqualTo(
                                        "Grid Engine put it in error: can't open output file \"/nodir/x\": No such file or directory"));
        QueueRow held = new QueueRow("21", "n", "hqw", null, "", null);
        assertThat(GridEngineState.sighting(held, null, 0, troubles, NOW))
                .isEqualTo(new Sighting.Queued("held: job dropped because of job dependencies", 1));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "qacct-array.txt, 97, 2, FAILED, 3, -",
                "qacct-array.txt, 97, 1, FAILED, -, KILL",
                "qacct-one.txt, 98, -, FAILED, -, KILL",
                "qacct-limit.txt, 103, -, TIMEOUT, -, -",
                "qacct-noexec.txt, 101, -, FAILED, -, -"
            })
    void theAccountingSaysHowItEndedAndNeverThatItWentWellWithoutAnExitOf0(
            String file,
            String id,
            @Nullable Integer task,
            JobState state,
            @Nullable Integer code,
            @Nullable String signal)
            throws IOException {
        assertThat(ends(text(file), id).of(id, task).orElseThrow())
                .returns(state, AccountedEnd::state)
                .returns(code, AccountedEnd::exitCode)
                .returns(signal, AccountedEnd::signal);
    }

    @Test
    void anAttemptThatIsRunAgainIsNoEnd() throws IOException {
        String once = text("qacct-one.txt").replaceAll("failed .*", "failed       25  : rescheduling");
        assertThat(ends(once, "98").of("98", null)).isEmpty();
        assertThat(ends(once, "98").restarts("98", null)).isEqualTo(1);
        String good =
                text("qacct-one.txt").replaceAll("failed .*", "failed 0").replaceAll("exit_status .*", "exit_status 0");
        assertThat(ends(once + good, "98").of("98", null).orElseThrow())
                .returns(JobState.COMPLETED, AccountedEnd::state)
                .returns(2, AccountedEnd::attempt);
        assertThat(ends(good, "99").of("98", null)).as("not asked about").isEmpty();
    }

    @Test
    void aKillOfWhatWasCancelledIsTheCancel() throws IOException {
        AccountedEnd killed = ends(text("qacct-one.txt"), "98").of("98", null).orElseThrow();
        assertThat(killed.sighting(true, NOW))
                .isInstanceOfSatisfying(
                        Sighting.Ended.class, ended -> assertThat(ended.state()).isEqualTo(JobState.CANCELLED));
        assertThat(killed.sighting(false, NOW))
                .isInstanceOfSatisfying(
                        Sighting.Ended.class, ended -> assertThat(ended.state()).isEqualTo(JobState.FAILED));
    }

    private static Accounting ends(String text, String id) {
        Accounting accounting = new Accounting(Set.of(id));
        text.lines().forEach(accounting::line);
        accounting.end();
        return accounting;
    }

    private static List<QueueRow> rows(String file) throws IOException {
        List<QueueRow> rows = new ArrayList<>();
        QueueXml xml = new QueueXml(rows::add);
        text(file).lines().forEach(xml::line);
        assertThat(xml.whole()).isTrue();
        return rows;
    }

    private static String text(String name) throws IOException {
        try (InputStream in = CapturedAnswersTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
