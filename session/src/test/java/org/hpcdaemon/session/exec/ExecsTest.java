package org.hpcdaemon.session.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.Captured;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.stream.AgentStream;
import org.hpcdaemon.session.stream.Shortly;
import org.hpcdaemon.session.stream.TestOnce;
import org.hpcdaemon.session.stream.TestRoute;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it measures the heap")
final class ExecsTest {
    @TempDir
    static Path outputs;

    private static final Caller CALLER = new Caller(new UserId("u_12345678"), new AgentId("a_12345678"));

    private final Execs execs = new Execs(
            new ExecSettings(
                    "/",
                    new ChildEnvironment(Map.of("PATH", "/usr/bin:/bin", "HPC_API_KEY", "secret")),
                    Duration.ofMillis(300),
                    InstantSource.system(),
                    new TreeCookie.Source("test", new Random()),
                    Guard.OFF),
            new TestOnce(),
            new KeptOutputs(outputs, InstantSource.system()));
    private int keys;

    @AfterEach
    void close() {
        execs.close();
    }

    private IdempotencyKey key() {
        return new IdempotencyKey("k" + keys++);
    }

    private ExecRequest.Run command(String command) {
        return request(key(), command, null, null, null);
    }

    private static ExecRequest.Run request(
            IdempotencyKey key,
            String command,
            @Nullable Bytes stdin,
            @Nullable Long timeoutMs,
            ExecRequest.@Nullable Streams streams) {
        return new ExecRequest.Run(key, List.of(), command, null, Map.of(), stdin, timeoutMs, streams);
    }

    private ExecResult run(ExecRequest.Run request) {
        return execs.run(CALLER, new TestRoute(CALLER), request);
    }

    private CompletableFuture<ExecResult> start(TestRoute route, ExecRequest.Run request) {
        CompletableFuture<ExecResult> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(execs.run(CALLER, route, request));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static Captured text(String text) {
        return new Captured(text, 0, "", false);
    }

    @Test
    void outputsComeApartWithTheExitCode() {
        ExecResult result = run(command("echo out; echo err >&2; cat; pwd; env | grep -c HPC_API; exit 7"));
        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stdout()).isEqualTo(text("out\n/\n0\n"));
        assertThat(result.stderr()).isEqualTo(text("err\n"));
    }

    @Test
    void argumentsStdinDirectoryAndEnvironmentAreAsGiven() {
        ExecResult result = run(new ExecRequest.Run(
                key(),
                List.of("sh", "-c", "cat; pwd; printf '%s|' \"$@\" \"$LANG\"", "x", "a b", "", "ü\n"),
                null,
                "/usr/bin",
                Map.of("LANG", "C"),
                Bytes.utf8("in\n"),
                null,
                null));
        assertThat(result.stdout()).isEqualTo(text("in\n/usr/bin\na b||ü\n|C|"));
    }

    @Test
    void exit137AndSignal9AreToldApart() {
        assertThat(run(command("exit 137"))).satisfies(result -> {
            assertThat(result.exitCode()).isEqualTo(137);
            assertThat(result.signal()).isNull();
        });
        assertThat(run(command("kill -9 $$"))).satisfies(result -> {
            assertThat(result.exitCode()).isNull();
            assertThat(result.signal()).isEqualTo("KILL");
        });
    }

    @Test
    void longOutputKeepsHeadAndTailAndBinaryIsBase64() {
        ExecResult result = run(command("seq 1000000; printf '\\377\\000' >&2"));
        Captured out = java.util.Objects.requireNonNull(result.stdout());
        assertThat(out.head()).startsWith("1\n2\n");
        assertThat(out.tail()).endsWith("999999\n1000000\n");
        assertThat(out.head().length() + out.omitted() + out.tail().length()).isEqualTo(6888896);
        assertThat(out.head().length() + out.tail().length()).isEqualTo(Limits.CAPTURE_BYTES);
        assertThat(result.stderr()).isEqualTo(new Captured("/wA=", 0, "", true));
    }

    @Test
    void aWrongProgramOrDirectoryIsNamedAndOneThatIsNoProgramToldApart() {
        assertThatThrownBy(() -> run(
                        new ExecRequest.Run(key(), List.of("no-such-program"), null, null, Map.of(), null, null, null)))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_PROGRAM))
                .hasMessageContaining("no-such-program");
        assertThatThrownBy(() ->
                        run(new ExecRequest.Run(key(), List.of("/etc/passwd"), null, null, Map.of(), null, null, null)))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_EXECUTABLE))
                .hasMessageContaining("/etc/passwd");
        assertThatThrownBy(() ->
                        run(new ExecRequest.Run(key(), List.of("true"), null, "/no/such", Map.of(), null, null, null)))
                .hasMessageContaining("/no/such");
        assertThat(run(command("no-such-program")).exitCode()).isEqualTo(127);
    }

    @Test
    void aTimeoutEndsTheWholeTreeAndSaysSo() {
        ExecResult result = run(request(key(), "echo begun; setsid nohup sleep 2001 & sleep 2002", null, 300L, null));
        assertThat(result.timedOut()).isTrue();
        assertThat(result.signal()).isEqualTo("TERM");
        assertThat(result.stdout()).isEqualTo(text("begun\n"));
        assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                .noneMatch(line -> line.matches(".*sleep 200[12]"));
    }

    @Test
    void cancellingEndsIt() throws Exception {
        ExecRequest.Run request = command("echo begun; sleep 2003");
        AgentStream out = new AgentStream();
        TestRoute route = new TestRoute(CALLER).listen(1, out);
        CompletableFuture<ExecResult> running =
                start(route, request(request.key(), "echo begun; sleep 2003", null, null, streams(1, 2, 0)));
        Shortly.await().until(() -> out.text().equals("begun\n"));
        execs.cancel(CALLER, new ExecRequest.Cancel(request.key()));
        assertThat(running.get(120, TimeUnit.SECONDS).cancelled()).isTrue();
        execs.cancel(CALLER, new ExecRequest.Cancel(new IdempotencyKey("never")));
    }

    @Test
    void whatACommandLeavesBehindDoesNotHoldItsAnswer() {
        ExecResult result = run(command("sleep 3600 & echo $!"));
        String pid = java.util.Objects.requireNonNull(result.stdout()).head().strip();
        assertThat(ProcessHandle.of(Long.parseLong(pid))).hasValueSatisfying(left -> {
            assertThat(left.isAlive()).isTrue();
            left.destroyForcibly();
        });
    }

    @Test
    void theSameKeyTwiceRunsOnce() {
        ExecRequest.Run request = command("echo $$");
        assertThat(run(request)).isEqualTo(run(request));
        assertThatThrownBy(() -> run(request(request.key(), "other", null, null, null)))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.KEY_REUSED));
    }

    private static ExecRequest.Streams streams(int stdout, int stderr, long stdoutFrom) {
        return new ExecRequest.Streams(null, stdout, stderr, stdoutFrom, 0);
    }

    @Test
    void streamedOutputAndInputGoOnAfterACut() throws Exception {
        ExecRequest.Run plain = command("head -c 3000000; echo done >&2; exit 3");
        AgentStream out = new AgentStream(4 << 20);
        AgentStream err = new AgentStream();
        AgentStream in = new AgentStream();
        byte[] input = new byte[3_000_000];
        new Random(1).nextBytes(input);
        CompletableFuture<ExecResult> answer = new CompletableFuture<>();
        int cuts = 0;
        long sent = 0;
        for (int connection = 0; !answer.isDone() || !out.isComplete() || !err.isComplete(); connection++) {
            int base = 10 * connection;
            AgentStream ack = new AgentStream();
            TestRoute route = new TestRoute(CALLER)
                    .listen(base, ack)
                    .listen(base + 1, out)
                    .listen(base + 2, err);
            answer = start(
                    route,
                    request(
                            plain.key(),
                            "head -c 3000000; echo done >&2; exit 3",
                            null,
                            null,
                            new ExecRequest.Streams(base, base + 1, base + 2, out.offset(), err.offset())));
            Shortly.await().until(() -> route.bound() == 3 || out.isComplete());
            // The daemon's first acknowledgement says where to go on.
            sent = Math.max(ack.acknowledgedInput(), in.acknowledgedInput());
            long stop = connection < 5 ? 500_000L * (connection + 1) : input.length;
            while (sent < stop) {
                int piece = (int) Math.min(30_000, stop - sent);
                long at = sent;
                Shortly.await().until(() -> at + piece - ack.acknowledgedInput() <= Limits.STREAM_WINDOW);
                route.toDaemon(base, sent, java.util.Arrays.copyOfRange(input, (int) sent, (int) sent + piece));
                sent += piece;
            }
            if (connection < 5) {
                route.cut();
                cuts++;
            } else {
                route.endInput(base, input.length);
                CompletableFuture<ExecResult> last = answer;
                Shortly.await().until(() -> last.isDone() && out.isComplete() && err.isComplete());
                Shortly.await().until(() -> route.bound() == 0);
                assertThat(route.credit()).isEqualTo(Limits.ROUTE_WINDOW);
            }
        }
        assertThat(cuts).isEqualTo(5);
        assertThat(answer.get().exitCode()).isEqualTo(3);
        assertThat(err.text()).isEqualTo("done\n");
        assertThat(out.hash())
                .isEqualTo(
                        java.util.HexFormat.of().formatHex(AgentStream.sha256().digest(input)));
    }

    @Test
    void aGibibytePassesInBoundedMemory() throws Exception {
        AgentStream out = new AgentStream(0);
        AgentStream err = new AgentStream();
        TestRoute route = new TestRoute(CALLER).listen(1, out).listen(2, err);
        long bytes = 1L << 30;
        CompletableFuture<ExecResult> answer =
                start(route, request(key(), "head -c " + bytes + " /dev/zero", null, null, streams(1, 2, 0)));
        assertThat(answer.get(120, TimeUnit.SECONDS).exitCode()).isZero();
        Shortly.await().until(out::isComplete);
        assertThat(out.offset()).isEqualTo(bytes);
        System.gc();
        assertThat(Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory())
                .isLessThan(64L << 20);
    }

    @Test
    void aReaderThatDoesNotAcknowledgeStopsTheCommand() throws Exception {
        AgentStream out = new AgentStream(0).acknowledging(false);
        TestRoute route = new TestRoute(CALLER).listen(1, out).listen(2, new AgentStream());
        ExecRequest.Run request = request(key(), "yes", null, null, streams(1, 2, 0));
        CompletableFuture<ExecResult> answer = start(route, request);
        Shortly.await().until(() -> out.offset() >= 512 << 10);
        execs.cancel(CALLER, new ExecRequest.Cancel(request.key()));
        assertThat(answer.get(120, TimeUnit.SECONDS).cancelled()).isTrue();
        assertThat(out.offset()).isLessThanOrEqualTo(Limits.STREAM_WINDOW);
    }
}
