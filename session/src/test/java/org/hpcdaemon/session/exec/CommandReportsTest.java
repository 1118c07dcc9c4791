package org.hpcdaemon.session.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.exec.ExecInfo;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.exec.ExecState;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.session.idempotency.StoredIdempotency;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.schema.DaemonSchema;
import org.hpcdaemon.session.stream.Shortly;
import org.hpcdaemon.session.stream.TestRoute;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Journal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command is found again by its key: while it runs, when it has ended, and by the next daemon. */
final class CommandReportsTest {
    private static final Caller ANN = new Caller(new UserId("u_12345678"), new AgentId("a_12345678"));
    private static final Caller BOB = new Caller(new UserId("u_12345678"), new AgentId("a_87654321"));
    private static final int LONG_MS = 30_000;

    @TempDir
    Path home;

    private Database database;
    private Execs execs;
    private CommandReports reports;

    @BeforeEach
    void open() {
        database = Database.open(home.resolve("state.db"), DaemonSchema.migrations(), Journal.ROLLBACK);
        startDaemon();
    }

    @AfterEach
    void close() {
        execs.close();
        database.close();
    }

    private void startDaemon() {
        InstantSource clock = InstantSource.system();
        StoredIdempotency once = new StoredIdempotency(database, new DaemonId("box"), clock);
        KeptOutputs outputs = new KeptOutputs(home.resolve("outputs"), clock);
        execs = new Execs(
                new ExecSettings(
                        "/",
                        new ChildEnvironment(Map.of("PATH", "/usr/bin:/bin")),
                        Duration.ofMillis(100),
                        clock,
                        new TreeCookie.Source("reports", new Random()),
                        Guard.OFF),
                once,
                outputs);
        reports = new CommandReports(execs, once, outputs, System::nanoTime);
    }

    private CompletableFuture<ExecResult> start(String key, String command) {
        return start(key, command, null);
    }

    private CompletableFuture<ExecResult> start(String key, String command, ExecRequest.@Nullable Streams streams) {
        ExecRequest.Run request =
                new ExecRequest.Run(new IdempotencyKey(key), List.of(), command, null, Map.of(), null, null, streams);
        TestRoute route = new TestRoute(ANN);
        CompletableFuture<ExecResult> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(execs.run(ANN, route, request));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private ExecInfo status(String key) {
        return reports.status(ANN, new ExecRequest.Status(new IdempotencyKey(key)));
    }

    private LogChunk output(String key, LogStream stream, @Nullable Long from, @Nullable Integer waitMs) {
        return reports.output(ANN, new ExecRequest.Output(new IdempotencyKey(key), stream, from, null, waitMs));
    }

    private static String text(LogChunk chunk) {
        return new String(chunk.data().toArray(), StandardCharsets.UTF_8);
    }

    private void awaitRunning(String key) {
        Shortly.await()
                .until(() -> reports.list(ANN, new ExecRequest.Listing(true, null, null)).commands().stream()
                        .anyMatch(each -> each.key().value().equals(key)));
    }

    @Test
    void outputIsReadWhileTheCommandRunsAndAfterwards() throws Exception {
        Path go = home.resolve("go");
        CompletableFuture<ExecResult> result =
                start("k", "echo one; until [ -e " + go + " ]; do sleep 0.05; done; echo two; echo bad >&2; exit 3");
        awaitRunning("k");

        LogChunk first = output("k", LogStream.STDOUT, 0L, LONG_MS);
        assertThat(text(first)).isEqualTo("one\n");
        assertThat(first.complete()).isFalse();
        assertThat(status("k").state()).isEqualTo(ExecState.RUNNING);
        assertThat(status("k").stdoutBytes()).isEqualTo(4);

        Files.createFile(go);
        assertThat(text(output("k", LogStream.STDOUT, 4L, LONG_MS))).isEqualTo("two\n");
        assertThat(result.get().exitCode()).isEqualTo(3);
        LogChunk all = output("k", LogStream.STDOUT, null, null);
        assertThat(text(all)).isEqualTo("one\ntwo\n");
        assertThat(all.complete()).isTrue();
        assertThat(text(output("k", LogStream.STDERR, 0L, null))).isEqualTo("bad\n");
        ExecInfo ended = status("k");
        assertThat(ended.state()).isEqualTo(ExecState.ENDED);
        assertThat(ended.endedAt()).isNotNull();
        assertThat(ended.result())
                .isNotNull()
                .satisfies(r -> assertThat(r.stdout()).isNull());
        assertThat(ended.stdoutBytes()).isEqualTo(8);
    }

    @Test
    void waitingForTheEndWaitsForTheStoredAnswer() {
        var _ = start("k", "sleep 0.2; exit 4");
        awaitRunning("k");
        ExecInfo ended = reports.status(ANN, new ExecRequest.Status(new IdempotencyKey("k"), LONG_MS));
        assertThat(ended.result())
                .isNotNull()
                .satisfies(r -> assertThat(r.exitCode()).isEqualTo(4));
    }

    @Test
    void outputThatIsWaitedForEndsWithTheCommand() {
        var _ = start("k", "sleep 0.2");
        awaitRunning("k");
        assertThat(output("k", LogStream.STDOUT, 0L, LONG_MS).complete()).isTrue();
    }

    @Test
    void theNextDaemonStillKnowsThem() {
        start("k", "echo kept").join();
        startDaemon();
        assertThat(status("k").state()).isEqualTo(ExecState.ENDED);
        assertThat(text(output("k", LogStream.STDOUT, 0L, null))).isEqualTo("kept\n");
    }

    @Test
    void oneThatRanWhenItsDaemonDiedIsLostAndWhatItPrintedIsThere() {
        var _ = start("k", "echo begun; exec sleep 3011.1");
        awaitRunning("k");
        assertThat(text(output("k", LogStream.STDOUT, 0L, LONG_MS))).isEqualTo("begun\n");
        Execs dead = execs;
        startDaemon();
        try {
            assertThat(status("k").state()).isEqualTo(ExecState.LOST);
            LogChunk last = output("k", LogStream.STDOUT, 0L, null);
            assertThat(text(last)).isEqualTo("begun\n");
            assertThat(last.complete()).isTrue();
        } finally {
            dead.close();
        }
    }

    @Test
    void oneThatNeverStartedSaysWhy() {
        ExecRequest.Run none = ExecRequest.Run.of(new IdempotencyKey("k"), List.of("/no/such/program"));
        assertThatThrownBy(() -> execs.run(ANN, new TestRoute(ANN), none)).isInstanceOf(HpcException.class);
        assertThat(status("k").state()).isEqualTo(ExecState.REFUSED);
        assertThat(status("k").message()).contains("/no/such/program");
    }

    @Test
    void ofAStreamedCommandNothingIsKept() {
        var _ = start("k", "echo x; exec sleep 3011.2", new ExecRequest.Streams(null, 1, 2, 0, 0));
        awaitRunning("k");
        assertThat(status("k").stdoutBytes()).isNull();
        assertThatThrownBy(() -> output("k", LogStream.STDOUT, 0L, null)).hasMessageContaining("streams its output");
        execs.cancel(ANN, new ExecRequest.Cancel(new IdempotencyKey("k")));
    }

    @Test
    void othersSeeNothing() {
        start("k", "echo secret").join();
        IdempotencyKey key = new IdempotencyKey("k");
        assertThatThrownBy(() -> reports.status(BOB, new ExecRequest.Status(key)))
                .matches(e -> ((HpcException) e).code() == ErrorCode.NOT_FOUND);
        assertThatThrownBy(() -> reports.output(BOB, new ExecRequest.Output(key, LogStream.STDOUT, 0L, null, null)))
                .matches(e -> ((HpcException) e).code() == ErrorCode.NOT_FOUND);
        assertThat(reports.list(BOB, new ExecRequest.Listing(false, null, null)).commands())
                .isEmpty();
    }

    @Test
    void theListIsReadPageByPage() {
        for (String key : List.of("a", "b", "c")) {
            start(key, "echo " + key + "\nexit 0").join();
        }
        var first = reports.list(ANN, new ExecRequest.Listing(false, 2, null));
        assertThat(first.commands()).extracting(ExecInfo::command).containsExactly("echo c exit 0", "echo b exit 0");
        assertThat(first.more()).isTrue();
        var rest = reports.list(
                ANN,
                new ExecRequest.Listing(false, 2, first.commands().getLast().key()));
        assertThat(rest.commands()).extracting(each -> each.key().value()).containsExactly("a");
        assertThat(rest.more()).isFalse();
    }

    @Test
    void longOutputHasItsBeginningAndItsEnd() {
        start("k", "seq -f '%09g' 200000").join();
        long size = 2_000_000;
        assertThat(status("k").stdoutBytes()).isEqualTo(size);
        assertThat(text(output("k", LogStream.STDOUT, 0L, null))).startsWith("000000001\n");
        LogChunk behind = output("k", LogStream.STDOUT, (long) Limits.RUN_HEAD_BYTES, null);
        assertThat(behind.from()).isEqualTo(size - Limits.RUN_TAIL_BYTES);
        assertThat(text(output("k", LogStream.STDOUT, null, null))).endsWith("000200000\n");
    }
}
