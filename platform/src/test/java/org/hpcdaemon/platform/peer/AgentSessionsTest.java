package org.hpcdaemon.platform.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.hpcdaemon.platform.audit.Audit;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.platform.live.LiveConnections;
import org.hpcdaemon.platform.relay.DaemonAddress;
import org.hpcdaemon.platform.relay.MemoryBudget;
import org.hpcdaemon.platform.relay.Relay;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.shell.ShellList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentSessionsTest {
    private static final UserId ANN = new UserId("u_annannann");
    private static final DaemonId BOX = new DaemonId("box");
    private static final DaemonAddress ADDRESS = new DaemonAddress(ANN, BOX);
    private static final Identity WORKER = agent("k_1", "a_annsagent1", "worker");
    private static final Identity OTHER = agent("k_2", "a_annsagent2", "other");
    private static final ExecRequest.Run COMMAND = ExecRequest.Run.ofLine(new IdempotencyKey("build"), "make");
    private static final ExecResult DONE = new ExecResult(0, null, false, false, 1, null, null, null);

    @TempDir
    private Path home;

    private final AtomicLong now = new AtomicLong();
    private final Relay relay = new Relay(new MemoryBudget(64 << 20));
    private final LiveConnections live = new LiveConnections();
    private AgentSessions sessions;
    private ScriptedDaemon daemon;

    @BeforeEach
    void start() {
        sessions = new AgentSessions(
                relay, live, Audit.of(home, InstantSource.system()), new MemoryBudget(1 << 20), now::get);
        daemon = new ScriptedDaemon(relay, ADDRESS);
    }

    @AfterEach
    void stop() {
        sessions.close();
    }

    @Test
    void the_calls_of_a_key_share_one_route_and_another_key_has_its_own() throws Exception {
        CompletableFuture<ShellList> one = shells(WORKER);
        CompletableFuture<ShellList> two = shells(WORKER);
        CompletableFuture<ShellList> other = shells(OTHER);
        answerAll(3);

        assertThat(CompletableFuture.allOf(one, two, other)).succeedsWithin(Duration.ofMinutes(1));
        assertThat(daemon.open.values())
                .extracting(who -> String.valueOf(who.name()))
                .containsExactlyInAnyOrder("worker", "other");
        assertThat(Files.readAllLines(home.resolve("audit.log")))
                .filteredOn(line -> line.contains("\"event\":\"agent.connect\",\"outcome\":\"ok\""))
                .hasSize(2)
                .anyMatch(line -> line.contains("k_1") && line.contains("203.0.113.7") && line.contains("box"));
    }

    @Test
    void a_daemon_that_is_offline_is_answered_as_such_and_is_reached_when_it_is_back() throws Exception {
        daemon.leave();
        assertThatThrownBy(() -> sessions.enter(WORKER, BOX, "")).satisfies(AgentSessionsTest::isOffline);

        daemon = new ScriptedDaemon(relay, ADDRESS);
        CompletableFuture<ShellList> call = shells(WORKER);
        answerAll(1);
        assertThat(call).succeedsWithin(Duration.ofMinutes(1));
    }

    @Test
    void a_call_that_loses_its_daemon_asks_again_when_it_is_back() throws Exception {
        CompletableFuture<Optional<ExecResult>> call = background(() -> run(WORKER, Duration.ofMinutes(2)));
        await().until(() -> daemon.asked.size() == 1);
        daemon.leave();
        daemon = new ScriptedDaemon(relay, ADDRESS);

        await().until(() -> daemon.asked.size() == 1);
        assertThat(daemon.asked.getFirst().request()).isEqualTo(COMMAND);
        daemon.answer(daemon.asked.getFirst(), DONE);
        assertThat(call).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(Optional.of(DONE));
    }

    @Test
    void an_idle_route_closes_and_one_with_a_call_or_a_command_stays() throws Exception {
        CompletableFuture<Optional<ExecResult>> begun = background(() -> run(WORKER, Duration.ZERO));
        assertThat(begun).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(Optional.empty());
        await().until(() -> daemon.asked.size() == 1);
        DaemonCall waiting = sessions.enter(OTHER, BOX, "");
        now.addAndGet(AgentSessions.IDLE.toNanos());
        sessions.closeIdle();
        assertThat(sessions.count()).isEqualTo(2);

        daemon.answer(daemon.asked.getFirst(), DONE);
        waiting.close();
        await().until(() -> {
            sessions.closeIdle();
            return sessions.count() == 1;
        });
        now.addAndGet(AgentSessions.IDLE.toNanos());
        await().until(() -> {
            sessions.closeIdle();
            return sessions.count() == 0;
        });
        await().until(() -> daemon.open.isEmpty());
    }

    @Test
    void a_command_that_is_asked_for_twice_is_sent_once() throws Exception {
        assertThat(run(WORKER, Duration.ZERO)).isEmpty();
        CompletableFuture<Optional<ExecResult>> again = background(() -> run(WORKER, Duration.ofMinutes(2)));
        await().until(() -> daemon.asked.size() == 1);
        daemon.answer(daemon.asked.getFirst(), DONE);

        assertThat(again).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(Optional.of(DONE));
        assertThat(daemon.asked).hasSize(1);
    }

    @Test
    void a_revoked_key_ends_its_calls_at_once_and_no_others() throws Exception {
        CompletableFuture<Optional<ExecResult>> call = background(() -> run(WORKER, Duration.ofMinutes(2)));
        CompletableFuture<ShellList> other = shells(OTHER);
        await().until(() -> daemon.asked.size() == 2);

        live.keyRevoked("k_1");

        assertThat(failure(call).code()).isEqualTo(ErrorCode.UNAUTHORIZED);
        await().until(() -> daemon.open.size() == 1);
        daemon.asked.stream()
                .filter(asked -> asked.request() instanceof ShellRequest.List)
                .forEach(asked -> daemon.answer(asked, new ShellList(List.of())));
        assertThat(other).succeedsWithin(Duration.ofMinutes(1));
    }

    @Test
    void as_many_calls_as_may_wait_delay_no_other_key() throws Exception {
        List<CompletableFuture<ShellList>> all = new ArrayList<>();
        for (int i = 0; i < SharedSession.CALLS; i++) {
            all.add(shells(WORKER));
        }
        await().until(() -> daemon.asked.size() == SharedSession.CALLS);

        assertThat(failure(shells(WORKER)).code()).isEqualTo(ErrorCode.BUSY);
        CompletableFuture<ShellList> other = shells(OTHER);
        await().until(() -> daemon.asked.size() == SharedSession.CALLS + 1);
        daemon.answer(daemon.asked.getLast(), new ShellList(List.of()));
        assertThat(other).succeedsWithin(Duration.ofMinutes(1));
        assertThat(all).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void a_stopping_platform_tells_what_waits_to_come_back() throws Exception {
        CompletableFuture<Optional<ExecResult>> call = background(() -> run(WORKER, Duration.ofMinutes(2)));
        await().until(() -> daemon.asked.size() == 1);

        sessions.close();

        HpcException told = failure(call);
        assertThat(told.code()).isEqualTo(ErrorCode.UNREACHABLE);
        assertThat(told.reason()).contains("stopping", "send it again with Idempotency-Key ");
    }

    @Test
    void an_error_of_the_daemon_is_passed_on() throws Exception {
        CompletableFuture<ShellList> call = shells(WORKER);
        await().until(() -> daemon.asked.size() == 1);
        daemon.refuse(daemon.asked.getFirst(), ErrorCode.NOT_FOUND);
        assertThat(failure(call).code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    private void answerAll(int calls) {
        await().until(() -> daemon.asked.size() == calls);
        daemon.asked.forEach(asked -> daemon.answer(asked, new ShellList(List.of())));
    }

    private CompletableFuture<ShellList> shells(Identity caller) {
        return background(() -> {
            try (DaemonCall call = sessions.enter(caller, BOX, "203.0.113.7")) {
                return call.ask(new ShellRequest.List(), ShellList.class);
            }
        });
    }

    private Optional<ExecResult> run(Identity caller, Duration wait) throws InterruptedException {
        try (DaemonCall call = sessions.enter(caller, BOX, "203.0.113.7")) {
            return call.run(COMMAND, 100, wait);
        }
    }

    private static <A> CompletableFuture<A> background(Callable<A> work) {
        CompletableFuture<A> done = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                done.complete(work.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private static HpcException failure(CompletableFuture<?> call) {
        try {
            throw new AssertionError("it was answered: " + call.join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof HpcException known) {
                return known;
            }
            throw e;
        }
    }

    private static void isOffline(Throwable failure) {
        assertThat(((HpcException) failure).code()).isEqualTo(ErrorCode.DAEMON_OFFLINE);
    }

    private static Identity agent(String key, String agent, String name) {
        return new Identity.Agent(ANN, key, "ann@example.org", new AgentId(agent), name);
    }
}
