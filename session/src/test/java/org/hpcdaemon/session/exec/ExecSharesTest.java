package org.hpcdaemon.session.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.session.job.JobCommands;
import org.hpcdaemon.session.record.Recorder;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.stream.AgentStream;
import org.hpcdaemon.session.stream.TestOnce;
import org.hpcdaemon.session.stream.TestRoute;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one agent runs, or leaves behind, never keeps another from running a command. */
@Tag("slow")
final class ExecSharesTest {
    @TempDir
    static Path outputs;

    private static final UserId USER = new UserId("u_12345678");
    private static final Caller ANN = new Caller(USER, new AgentId("a_12345678"));
    private static final Caller BOB = new Caller(USER, new AgentId("a_87654321"));
    private static final Caller EVE = new Caller(USER, new AgentId("a_11111111"));

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger keys = new AtomicInteger();
    private final Execs execs = new Execs(
            new ExecSettings(
                    "/",
                    new ChildEnvironment(Map.of("PATH", "/usr/bin:/bin")),
                    Duration.ofMillis(300),
                    now::get,
                    nanos::get,
                    new TreeCookie.Source("shares", new Random()),
                    Guard.OFF,
                    JobCommands.NONE,
                    Recorder.NONE),
            new TestOnce(),
            new KeptOutputs(outputs, InstantSource.system()));

    @AfterEach
    void close() {
        execs.close();
    }

    private ExecRequest.Run request(String command, ExecRequest.@Nullable Streams streams) {
        IdempotencyKey key = new IdempotencyKey("k" + keys.getAndIncrement());
        return new ExecRequest.Run(key, List.of(), command, null, Map.of(), null, null, streams);
    }

    private ExecResult run(Caller caller, String command) {
        return execs.run(caller, new TestRoute(caller), request(command, null));
    }

    /** Runs one whose output the agent never acknowledges. */
    private TestRoute unread(Caller caller, String command) {
        TestRoute route = new TestRoute(caller)
                .listen(1, new AgentStream(0).acknowledging(false))
                .listen(2, new AgentStream());
        execs.run(caller, route, request(command, new ExecRequest.Streams(null, 1, 2, 0, 0)));
        return route;
    }

    private void hold(Caller caller, int count) throws Exception {
        List<TestRoute> routes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TestRoute route = new TestRoute(caller).listen(1, new AgentStream()).listen(2, new AgentStream());
            ExecRequest.Run request = request("echo; exec sleep 4711.9", new ExecRequest.Streams(null, 1, 2, 0, 0));
            CompletableFuture<ExecResult> _ = CompletableFuture.supplyAsync(
                    () -> execs.run(caller, route, request),
                    task -> Thread.ofVirtual().start(task));
            routes.add(route);
        }
        for (TestRoute route : routes) {
            await().until(() -> route.agent(1).text().equals("\n"));
        }
    }

    private void assertBusy(Caller caller, String... words) {
        assertThatThrownBy(() -> run(caller, "true"))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
                .hasMessageContainingAll(words);
    }

    @Test
    void runningCommandsAreShared() throws Exception {
        hold(ANN, Limits.COMMANDS_PER_AGENT);
        assertBusy(ANN, "32 running commands", "exec.cancel");

        hold(BOB, Limits.COMMANDS - Limits.COMMANDS_RESERVED - Limits.COMMANDS_PER_AGENT);
        assertBusy(BOB, "48 running commands of 2 agents", "16 of this one");

        assertThat(run(EVE, "exit 4").exitCode()).as("one that runs none").isEqualTo(4);
    }

    @Test
    void oneAgentsCommandsEndAndTheOthersGoOn() throws Exception {
        hold(ANN, 2);
        hold(BOB, 1);
        TestRoute left = unread(ANN, "echo hi");
        assertThat(execs.callers()).containsExactlyInAnyOrder(ANN, BOB);

        assertThat(execs.end(ANN)).isEqualTo(2);

        await().until(() -> execs.callers().equals(Set.of(BOB)));
        assertThat(left.bound()).isZero();
        assertThat(execs.end(BOB)).isEqualTo(1);
    }

    @Test
    void smallUnacknowledgedOutputTakesNoSlot() {
        for (int i = 0; i < Limits.COMMANDS + 10; i++) {
            TestRoute route = unread(ANN, "echo hi");
            if (i % 2 == 0) {
                route.cut();
            }
        }
        assertThat(run(ANN, "exit 4").exitCode()).isEqualTo(4);
        assertThat(run(BOB, "exit 4").exitCode()).isEqualTo(4);
    }

    @Test
    void unreadOutputFillsItsAgentsShareAlone() {
        int commands = Limits.UNREAD_PER_AGENT / (256 << 10);
        List<TestRoute> routes = new ArrayList<>();
        for (int i = 0; i < commands; i++) {
            routes.add(unread(ANN, "head -c 262144 /dev/zero"));
        }
        assertBusy(ANN, "KiB of their output are not acknowledged", "stream.ack");
        assertThat(run(BOB, "exit 4").exitCode()).isEqualTo(4);

        routes.getFirst().acknowledge(1, 256 << 10);
        await().untilAsserted(() -> assertThat(run(ANN, "exit 4").exitCode()).isEqualTo(4));
    }

    @Test
    void whatLostConnectionsLeftIsGivenUpFirst() {
        int commands = Limits.UNREAD_PER_AGENT / (256 << 10);
        ExecRequest.Run oldest = request("head -c 262144 /dev/zero", new ExecRequest.Streams(null, 1, 2, 0, 0));
        TestRoute first = new TestRoute(ANN)
                .listen(1, new AgentStream(0).acknowledging(false))
                .listen(2, new AgentStream());
        execs.run(ANN, first, oldest);
        first.cut();
        for (int i = 1; i < commands; i++) {
            unread(ANN, "head -c 262144 /dev/zero").cut();
        }

        assertThat(run(ANN, "exit 4").exitCode()).isEqualTo(4);

        TestRoute again = new TestRoute(ANN);
        execs.run(ANN, again, oldest);
        await().until(() -> again.notices().contains(new Notice.StreamGap(1, 0, 256 << 10)));
    }

    @Test
    void howLongEndedOutputIsKeptIsNotForTheWallClockToSay() {
        ExecRequest.Run request = request("head -c 4000 /dev/zero", new ExecRequest.Streams(null, 1, 2, 0, 0));
        TestRoute first = new TestRoute(ANN)
                .listen(1, new AgentStream(0).acknowledging(false))
                .listen(2, new AgentStream());
        execs.run(ANN, first, request);
        first.cut();

        now.set(Instant.EPOCH.plus(Duration.ofDays(30)));
        assertThat(run(ANN, "exit 4").exitCode()).isEqualTo(4); // Which lets go of what is over.
        AgentStream again = new AgentStream();
        execs.run(ANN, new TestRoute(ANN).listen(1, again).listen(2, new AgentStream()), request);
        await().until(() -> again.offset() == 4000);
        assertThat(again.gaps()).isEmpty();
    }

    @Test
    void aDurationIsNotThatOfTheWallClock() {
        AgentStream out = new AgentStream();
        TestRoute route = new TestRoute(ANN).listen(1, out).listen(2, new AgentStream());
        CompletableFuture<ExecResult> result = CompletableFuture.supplyAsync(
                () -> execs.run(
                        ANN,
                        route,
                        new ExecRequest.Run(
                                new IdempotencyKey("d"),
                                List.of(),
                                "echo; read",
                                null,
                                Map.of(),
                                null,
                                null,
                                new ExecRequest.Streams(3, 1, 2, 0, 0))),
                task -> Thread.ofVirtual().start(task));
        await().until(() -> out.text().equals("\n"));
        now.set(Instant.EPOCH.minus(Duration.ofDays(30)));
        route.endInput(3, 0);
        assertThat(result.join().durationMs()).isBetween(0L, Duration.ofDays(1).toMillis());
    }
}
