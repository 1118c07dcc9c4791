package org.hpcdaemon.daemon.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.hpcdaemon.jobs.wake.Outbox;
import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.id.ApprovalId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.ForwardRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.approval.ApprovalState;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.schema.DaemonSchema;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Journal;
import org.hpcdaemon.store.Sql;
import org.hpcdaemon.store.StoreException;
import org.hpcdaemon.testkit.TestClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What waits for the account owner, and what a decision is good for. */
final class ApprovalsTest {
    private static final RandomIds IDS = RandomIds.secure();
    private static final DaemonId BOX = new DaemonId("box");
    private static final Caller WORKER = new Caller(IDS.user(), IDS.agent());
    private static final Caller OTHER = new Caller(WORKER.user(), IDS.agent());
    private static final Caller OWNER = new Caller(WORKER.user(), null);

    @TempDir
    private Path folder;

    private final TestClock clock = TestClock.at("2026-07-01T12:00:00Z");
    private Database database;
    private Approvals approvals;

    @BeforeEach
    void open() {
        database = Database.open(folder.resolve("state.db"), DaemonSchema.migrations(), Journal.ROLLBACK);
        approvals = new Approvals(database, BOX, new Outbox(database, BOX, clock), clock, IDS);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void reopen() {
        close();
        open();
    }

    private static ExecRequest.Run push() {
        return ExecRequest.Run.of(IDS.key(), List.of("git", "push"));
    }

    /** What came of asking; null: it was admitted. */
    private @Nullable ErrorCode ask(Caller caller, Request request) {
        try {
            approvals.require(caller, "worker", request, "push", "pushes are looked at");
            return null;
        } catch (HpcException e) {
            return e.code();
        }
    }

    private ApprovalId onlyOne() {
        List<ApprovalInfo> waiting = approvals.list(OWNER, false).approvals();
        assertThat(waiting).hasSize(1);
        return waiting.getFirst().approval();
    }

    private ApprovalState state(ApprovalId id) {
        return approvals.get(OWNER, id).state();
    }

    @Test
    void whatIsAllowedIsThatRequestOnceAlsoOverARestart() {
        assertThatThrownBy(() -> approvals.require(WORKER, "worker", push(), "push", "pushes are looked at"))
                .hasMessageContaining("nothing was started")
                .hasMessageContaining("rule \"push\": pushes are looked at")
                .hasMessageContaining("it waits as p_")
                .hasMessageContaining("until 2026-07-02T12:00:00Z")
                .hasMessageContaining("Send the same request again");
        assertThat(ask(WORKER, push())).as("it waits already").isEqualTo(ErrorCode.APPROVAL_REQUIRED);
        ApprovalId id = onlyOne();
        reopen();
        assertThat(state(id)).isEqualTo(ApprovalState.PENDING);
        assertThat(approvals.decide(id, true, null, "machine").state()).isEqualTo(ApprovalState.ALLOWED);
        reopen();

        ExecRequest.Run first = push();
        assertThat(ask(OTHER, push())).as("another agent's").isEqualTo(ErrorCode.APPROVAL_REQUIRED);
        assertThat(ask(WORKER, first)).isNull();
        assertThat(state(id)).isEqualTo(ApprovalState.USED);
        assertThat(ask(WORKER, first))
                .as("sent again, since the daemon died before it began")
                .isNull();
        assertThat(ask(WORKER, push())).as("a second time").isEqualTo(ErrorCode.APPROVAL_REQUIRED);
        assertThat(approvals.list(OWNER, false).approvals()).hasSize(2);
    }

    @Test
    void ofTwoThatComeAtOnceOneIsAdmitted() {
        ask(WORKER, push());
        approvals.decide(onlyOne(), true, null, "machine");

        List<CompletableFuture<Optional<ErrorCode>>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                all.add(CompletableFuture.supplyAsync(() -> Optional.ofNullable(ask(WORKER, push())), threads));
            }
        }
        assertThat(all.stream().map(CompletableFuture::join).filter(Optional::isEmpty))
                .hasSize(1);
    }

    @Test
    void whatIsDeniedStaysDeniedForADayAndSaysWhy() {
        ask(WORKER, push());
        approvals.decide(onlyOne(), false, "use the test remote", "laptop");

        assertThatThrownBy(() -> approvals.require(WORKER, "worker", push(), null, "asked"))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ALLOWED))
                .hasMessageContaining("the account owner denied this: use the test remote");
        clock.advance(Duration.ofHours(25));
        assertThat(ask(WORKER, push())).isEqualTo(ErrorCode.APPROVAL_REQUIRED);
    }

    @Test
    void nobodyAnsweringIsANo() {
        ask(WORKER, push());
        ApprovalId id = onlyOne();
        clock.advance(Duration.ofHours(25));

        assertThat(state(id)).isEqualTo(ApprovalState.EXPIRED);
        assertThat(approvals.list(OWNER, false).approvals()).isEmpty();
        assertThatThrownBy(() -> approvals.decide(id, true, null, "machine"))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("expired");
        assertThat(ask(WORKER, push())).isEqualTo(ErrorCode.APPROVAL_REQUIRED);
        assertThat(onlyOne()).isNotEqualTo(id);
    }

    @Test
    void whatWasAdmittedIsAdmittedAgainWhateverWasAskedMeanwhile() {
        ask(WORKER, push());
        approvals.decide(onlyOne(), true, null, "machine");
        ExecRequest.Run first = push();
        assertThat(ask(WORKER, first)).isNull();
        assertThat(ask(WORKER, push())).isEqualTo(ErrorCode.APPROVAL_REQUIRED);

        assertThat(ask(WORKER, first)).as("while another waits").isNull();
        approvals.decide(onlyOne(), false, null, "machine");
        assertThat(ask(WORKER, first)).as("after that was denied").isNull();
    }

    @Test
    void aDecisionByAMachineWhoseClockIsAheadHolds() {
        ask(WORKER, push());
        clock.advance(Duration.ofSeconds(5));
        approvals.decide(onlyOne(), true, null, "machine");
        clock.advance(Duration.ofSeconds(-5));

        assertThat(ask(WORKER, push())).isNull();
    }

    @Test
    void aPermissionThatIsNotUsedEndsAndAClockThatIsSetBackMakesNoneLonger() {
        ask(WORKER, push());
        ApprovalId id = onlyOne();
        approvals.decide(id, true, null, "machine");
        clock.advance(Duration.ofDays(-30));
        assertThat(ask(WORKER, push())).as("the clock was set back").isEqualTo(ErrorCode.APPROVAL_REQUIRED);
        clock.advance(Duration.ofDays(30).plusHours(25));
        assertThat(ask(WORKER, push())).isEqualTo(ErrorCode.APPROVAL_REQUIRED);
        assertThat(state(id)).isEqualTo(ApprovalState.EXPIRED);
    }

    @Test
    void aDecisionIsNeverTurned() {
        ask(WORKER, push());
        ApprovalId id = onlyOne();
        approvals.decide(id, true, null, "laptop");

        assertThat(approvals.decide(id, true, "again", "machine").decidedBy()).isEqualTo("laptop");
        assertThatThrownBy(() -> approvals.decide(id, false, null, "machine"))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("was allowed by laptop")
                .hasMessageContaining("hpc-daemon end");
        assertThat(ask(WORKER, push())).isNull();
    }

    /** What the platform does not have yet, the oldest first. */
    private List<Event> wakeUps() {
        return database.read(sql -> Sql.query(
                sql,
                "SELECT body FROM outbox WHERE state = 'waiting' ORDER BY seq",
                row -> Json.read(row.text("body"), Event.class)));
    }

    @Test
    void aDecisionWakesItsAgentOnceAlsoIfTheDaemonDiesRightAfterIt() {
        ask(WORKER, push());
        ApprovalId id = onlyOne();
        assertThat(wakeUps()).isEmpty();

        approvals.decide(id, true, "not before noon", "laptop");
        reopen();
        approvals.decide(id, true, null, "machine");
        assertThatThrownBy(() -> approvals.decide(id, false, null, "machine")).isInstanceOf(HpcException.class);
        ask(WORKER, push());

        assertThat(wakeUps()).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("approval.decided");
            assertThat(event.agent()).isEqualTo(WORKER.agent());
            assertThat(event.daemon()).isEqualTo(BOX);
            assertThat(event.job()).isNull();
            ApprovalInfo decided = Objects.requireNonNull(event.approval());
            assertThat(decided.approval()).isEqualTo(id);
            assertThat(decided.state()).isEqualTo(ApprovalState.ALLOWED);
            assertThat(decided.until()).isEqualTo("2026-07-02T12:00:00Z");
            assertThat(decided.note()).isEqualTo("not before noon");
            assertThat(decided.decidedBy()).isEqualTo("laptop");
            assertThat(decided.request()).as("it may be long").isNull();
        });
    }

    @Test
    void aNoWakesItsAgentTooAndTheAccountOwnersOwnRequestWakesTheAccountOwner() {
        ask(WORKER, push());
        approvals.decide(onlyOne(), false, "use the test remote", "machine");
        ask(OWNER, push());
        approvals.decide(onlyOne(), true, null, "machine");

        assertThat(wakeUps())
                .extracting(
                        Event::agent,
                        event -> Objects.requireNonNull(event.approval()).state())
                .containsExactly(tuple(WORKER.agent(), ApprovalState.DENIED), tuple(null, ApprovalState.ALLOWED));
    }

    @Test
    void whatCannotBeToldIsNotDecided() {
        ask(WORKER, push());
        ApprovalId id = onlyOne();
        var _ = database.write(sql -> Sql.update(sql, "ALTER TABLE outbox RENAME TO full_disk"));

        assertThatThrownBy(() -> approvals.decide(id, true, null, "machine")).isInstanceOf(StoreException.class);

        assertThat(state(id)).isEqualTo(ApprovalState.PENDING);
    }

    @Test
    void whoWaitsInVainIsToldOnceAlsoByADaemonThatWasAwayThen() {
        ask(WORKER, push());
        ApprovalId id = onlyOne();
        clock.advance(Duration.ofHours(23));
        ask(OTHER, push());
        assertThat(approvals.expire()).isZero();
        clock.advance(Duration.ofHours(2));
        reopen();

        try (OverdueApprovals overdue = new OverdueApprovals(approvals)) {
            overdue.start();
            await().until(() -> !wakeUps().isEmpty());
        }

        assertThat(approvals.expire()).isZero();
        assertThat(wakeUps()).singleElement().satisfies(event -> {
            assertThat(event.agent()).isEqualTo(WORKER.agent());
            ApprovalInfo expired = Objects.requireNonNull(event.approval());
            assertThat(expired.approval()).isEqualTo(id);
            assertThat(expired.state()).isEqualTo(ApprovalState.EXPIRED);
            assertThat(expired.until()).isEqualTo("2026-07-02T12:00:00Z");
        });
        assertThat(state(id)).isEqualTo(ApprovalState.EXPIRED);
        clock.advance(Duration.ofHours(-10));
        assertThatThrownBy(() -> approvals.decide(id, true, null, "machine"))
                .as("told, it stays so, whatever a clock is set to")
                .hasMessageContaining("expired");
        assertThat(ask(WORKER, push())).isEqualTo(ErrorCode.APPROVAL_REQUIRED);
        assertThat(approvals.list(OWNER, true).approvals()).hasSize(3);
    }

    @Test
    void whatHasNoKeyIsAllowedForAnHour() {
        Request read = FileRequest.Read.text(FilePath.of("/data/raw"));
        ask(WORKER, read);
        approvals.decide(onlyOne(), true, null, "machine");

        assertThat(ask(WORKER, read)).isNull();
        clock.advance(Duration.ofMinutes(59));
        assertThat(ask(WORKER, read)).isNull();
        assertThat(ask(WORKER, FileRequest.Read.text(FilePath.of("/data/other"))))
                .isEqualTo(ErrorCode.APPROVAL_REQUIRED);
        clock.advance(Duration.ofMinutes(2));
        assertThat(ask(WORKER, read)).isEqualTo(ErrorCode.APPROVAL_REQUIRED);
    }

    @Test
    void anAgentSeesItsOwnAndTheOwnerAll() {
        ask(WORKER, push());
        ApprovalId id = onlyOne();

        assertThat(approvals.list(OTHER, true).approvals()).isEmpty();
        assertThatThrownBy(() -> approvals.get(OTHER, id)).hasMessage("no approval " + id);
        assertThatThrownBy(() -> approvals.get(OTHER, new ApprovalId("p_00000000")))
                .hasMessage("no approval p_00000000");
        assertThat(approvals.list(WORKER, false).approvals())
                .extracting(ApprovalInfo::summary)
                .containsExactly("git push");
        assertThat(approvals.get(WORKER, id).request()).isEqualTo("{\"argv\":[\"git\",\"push\"],\"env\":{}}");
        assertThat(approvals.list(WORKER, false).approvals().getFirst().request())
                .isNull();
    }

    @Test
    void oneAgentDoesNotFillTheOwnersDesk() {
        for (int i = 0; i < Approvals.MAX_PENDING; i++) {
            assertThat(ask(WORKER, ExecRequest.Run.of(IDS.key(), List.of("git", "push", "" + i))))
                    .isEqualTo(ErrorCode.APPROVAL_REQUIRED);
        }
        assertThat(ask(WORKER, push())).isEqualTo(ErrorCode.BUSY);
        assertThat(ask(OTHER, push())).isEqualTo(ErrorCode.APPROVAL_REQUIRED);
        clock.advance(Duration.ofHours(25));
        assertThat(ask(WORKER, push())).isEqualTo(ErrorCode.APPROVAL_REQUIRED);
    }

    /** Two requests that are one to the account owner: what differs is not what they do. */
    record Pair(String what, Request first, Request second) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static ExecRequest.Run line(String line) {
        return ExecRequest.Run.ofLine(IDS.key(), line);
    }

    static Stream<Pair> same() {
        return Stream.of(
                new Pair("keys", push(), push()),
                new Pair(
                        "streams",
                        push().withStreams(new ExecRequest.Streams(1, 2, 3, 0, 0)),
                        push().withStreams(new ExecRequest.Streams(4, 5, 6, 0, 0))),
                new Pair(
                        "sizes of a terminal",
                        ShellRequest.Open.of(IDS.key()).withSize(24, 80),
                        ShellRequest.Open.of(IDS.key()).withSize(50, 132)),
                new Pair(
                        "where a download goes on",
                        new FileRequest.Download(FilePath.of("/a"), 1, 0),
                        new FileRequest.Download(FilePath.of("/a"), 3, 4711)),
                new Pair(
                        "streams of a connection",
                        ForwardRequest.Open.of(8888).withStream(1),
                        ForwardRequest.Open.of(8888).withStream(2)));
    }

    @ParameterizedTest
    @MethodSource("same")
    void whatTellsOnlyHowItIsAnsweredDoesNotMatter(Pair pair) {
        assertThat(AskedRequest.of(pair.first()).fingerprint())
                .isEqualTo(AskedRequest.of(pair.second()).fingerprint());
    }

    static Stream<Pair> different() {
        String longText = "x".repeat(30_000);
        return Stream.of(
                new Pair("an argument", push(), ExecRequest.Run.of(IDS.key(), List.of("git", "push", "-f"))),
                new Pair("where words end", push(), ExecRequest.Run.of(IDS.key(), List.of("git push"))),
                new Pair("a line of shell", push(), line("git push")),
                new Pair("a variable", push(), push().withEnv(Map.of("GIT_DIR", "/other"))),
                new Pair(
                        "that input is streamed to it",
                        push().withStreams(new ExecRequest.Streams(null, 2, 3, 0, 0)),
                        push().withStreams(new ExecRequest.Streams(1, 2, 3, 0, 0))),
                new Pair(
                        "the kind of it", push(), new JobRequest.Submit(IDS.key(), JobSpec.of(List.of("git", "push")))),
                new Pair(
                        "a long text",
                        FileRequest.Write.of(IDS.key(), FilePath.of("/a"), longText),
                        FileRequest.Write.of(IDS.key(), FilePath.of("/a"), longText + "y")),
                new Pair(
                        "a long text, and the same words for it",
                        line(longText),
                        line("{\"bytes\":30000,\"sha256\":\"" + Sha256.hex(longText) + "\"}")),
                new Pair("a port", ForwardRequest.Open.of(22), ForwardRequest.Open.of(23)));
    }

    @ParameterizedTest
    @MethodSource("different")
    void whatItDoesMakesItAnother(Pair pair) {
        assertThat(AskedRequest.of(pair.first()).fingerprint())
                .isNotEqualTo(AskedRequest.of(pair.second()).fingerprint());
    }

    @Test
    void whatNobodyCouldReadIsRefusedAndALongTextIsToldByItsSum() {
        List<String> words = new ArrayList<>(List.of("cat"));
        for (int i = 0; i < 4; i++) {
            words.add("x".repeat(20_000));
        }
        assertThat(ask(WORKER, ExecRequest.Run.of(IDS.key(), words))).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(approvals.list(OWNER, true).approvals()).isEmpty();

        AskedRequest told = AskedRequest.of(FileRequest.Write.of(IDS.key(), FilePath.of("/a"), "ä".repeat(30_000)));
        assertThat(told.text()).contains("{\"bytes\":60000,\"sha256\":\"").hasSizeLessThan(500);
    }

    @Test
    void aSummaryIsOneLine() {
        assertThat(AskedRequest.of(line("first\n\n second\tthird")).summary()).isEqualTo("first second third");
        assertThat(AskedRequest.of(line("😀".repeat(300))).summary()).isEqualTo("😀".repeat(200) + "…");
        assertThat(AskedRequest.of(push().withStdin(Bytes.utf8("x"))).summary()).isEqualTo("git push");
        assertThat(AskedRequest.of(new FileRequest.Move(
                                new IdempotencyKey("k"), FilePath.of("/a"), FilePath.of("/b c"), true))
                        .summary())
                .isEqualTo("move /a to /b c");
        assertThat(AskedRequest.of(push().withJob(new JobId("j_00000000"), null, null))
                        .summary())
                .isEqualTo("git push (in job j_00000000)");
        assertThat(AskedRequest.of(ForwardRequest.Open.of(8888)).summary()).isEqualTo("connect to localhost:8888");
    }
}
