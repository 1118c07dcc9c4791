package org.hpcdaemon.platform.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.frame.RouteFrame;
import org.hpcdaemon.protocol.frame.RouteFrame.Kind;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.route.CloseCode;
import org.hpcdaemon.protocol.message.route.RouteClose;
import org.hpcdaemon.protocol.message.route.RouteOpen;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RelayTest {
    private static final UserId ANN = new UserId("u_annannann");
    private static final UserId BOB = new UserId("u_bobbobbob");
    private static final DaemonAddress BOX = new DaemonAddress(ANN, new DaemonId("box"));
    private static final AgentId AGENT = new AgentId("a_agentagent");
    private static final int PLENTY = 64 << 20;

    private final MemoryBudget budget = new MemoryBudget(PLENTY);
    private final Relay relay = new Relay(budget);
    private final FakeDaemon daemon = new FakeDaemon();
    private final DaemonConnection connection = relay.accept(BOX, daemon);

    RelayTest() {
        connection.online();
    }

    @Test
    void messages_pass_both_ways_unchanged_and_name_their_route() {
        FakeAgent agent = new FakeAgent();
        RelayRoute route = open(agent);
        assertThat(Json.read(text(daemon.frames.getFirst()), RouteOpen.class))
                .isEqualTo(new RouteOpen(ANN, AGENT, "worker"));

        route.fromAgent(textMessage("hello"), () -> {});
        route.fromAgent(binaryMessage(7), () -> {});
        connection.received(RouteFrame.text(route.number(), "answer"));
        connection.received(new RouteFrame(route.number(), Kind.BINARY, ByteBuffer.wrap(new byte[9])));

        assertThat(daemon.kinds()).containsExactly(Kind.OPEN, Kind.TEXT, Kind.BINARY);
        assertThat(text(daemon.frames.get(1))).isEqualTo("hello");
        assertThat(agent.texts()).containsExactly("answer");
        assertThat(agent.received.getLast().bytes()).isEqualTo(9);
    }

    @Test
    void a_daemon_is_reached_under_its_own_user_only() {
        DaemonAddress guess = new DaemonAddress(BOB, BOX.daemon());
        assertThatThrownBy(() -> relay.open(guess, new RouteOpen(BOB, null, null), new FakeAgent()))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAEMON_OFFLINE));
        assertThatThrownBy(() -> relay.open(BOX, new RouteOpen(BOB, null, null), new FakeAgent()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void only_the_agent_that_does_not_read_loses_its_route() {
        FakeAgent stalled = new FakeAgent().stalling();
        FakeAgent reading = new FakeAgent();
        RelayRoute first = open(stalled);
        RelayRoute second = open(reading);

        int sent = 0;
        while (stalled.closed == null) {
            connection.received(RouteFrame.text(first.number(), "x".repeat(Limits.BINARY_BYTES)));
            connection.received(RouteFrame.text(second.number(), "fine"));
            sent++;
            assertThat(sent * Limits.BINARY_BYTES).isLessThan(Limits.MAILBOX_BYTES + 2 * Limits.BINARY_BYTES);
        }

        assertThat(stalled.closeCode()).isEqualTo(CloseCode.TOO_SLOW.number());
        assertThat(closeOf(daemon.frames.getLast()).code()).isEqualTo(CloseCode.TOO_SLOW.number());
        assertThat(daemon.frames.getLast().route()).isEqualTo(first.number());
        assertThat(reading.texts()).hasSize(sent);
        connection.received(RouteFrame.text(first.number(), "late"));
        stalled.completeAll();
        assertThat(budget.free()).isEqualTo(PLENTY);
    }

    @Test
    void two_windows_and_two_answers_fit_into_a_mailbox() {
        FakeAgent stalled = new FakeAgent().stalling();
        RelayRoute route = open(stalled);
        for (int bytes = 0; bytes < Limits.ROUTE_WINDOW; bytes += Limits.BINARY_BYTES) {
            connection.received(new RouteFrame(route.number(), Kind.BINARY, ByteBuffer.allocate(Limits.BINARY_BYTES)));
        }
        connection.received(RouteFrame.text(route.number(), "x".repeat(Limits.TEXT_BYTES)));
        connection.received(RouteFrame.text(route.number(), "x".repeat(Limits.TEXT_BYTES)));
        assertThat(stalled.closed).isNull();
    }

    @Test
    void when_memory_is_short_the_route_that_holds_most_pays() {
        Relay small = new Relay(new MemoryBudget(1 << 20));
        DaemonConnection box = small.accept(BOX, daemon);
        box.online();
        FakeAgent stalled = new FakeAgent().stalling();
        FakeAgent other = new FakeAgent().stalling();
        RelayRoute fat = small.open(BOX, who(), stalled);
        RelayRoute thin = small.open(BOX, who(), other);
        for (int i = 0; i < 15; i++) {
            box.received(RouteFrame.text(fat.number(), "x".repeat(64 << 10)));
        }
        for (int i = 0; i < 4; i++) {
            box.received(RouteFrame.text(thin.number(), "x".repeat(64 << 10)));
        }
        assertThat(stalled.closed).isNotNull();
        assertThat(other.closed).isNull();
    }

    @Test
    void a_daemon_that_does_not_read_holds_up_one_message_of_each_agent_and_takes_them_in_turn() {
        RelayRoute first = open(new FakeAgent());
        RelayRoute second = open(new FakeAgent());
        daemon.stall();
        List<String> taken = new ArrayList<>();
        first.fromAgent(textMessage("1a"), () -> {
            taken.add("1a");
            first.fromAgent(textMessage("1b"), () -> taken.add("1b"));
        });
        second.fromAgent(textMessage("2a"), () -> taken.add("2a"));
        assertThat(taken).isEmpty();

        daemon.completeAll();
        assertThat(taken).containsExactly("1a", "2a", "1b");
        assertThat(daemon.frames.stream()
                        .filter(frame -> frame.kind() == Kind.TEXT)
                        .map(RelayTest::text))
                .containsExactly("1a", "2a", "1b");
    }

    @Test
    void the_newest_connection_of_a_daemon_wins() {
        FakeAgent agent = new FakeAgent();
        open(agent);
        FakeDaemon newer = new FakeDaemon();
        DaemonConnection second = relay.accept(BOX, newer);
        second.online();

        assertThat(daemon.closed).isEqualTo(CloseCode.REPLACED);
        assertThat(agent.closeCode()).isEqualTo(CloseCode.DAEMON_OFFLINE.number());
        connection.portClosed();
        assertThat(relay.isOnline(BOX)).isTrue();
        open(new FakeAgent());
        assertThat(newer.kinds()).containsExactly(Kind.OPEN);
    }

    @Test
    void a_daemon_that_goes_takes_its_routes_along_after_what_it_had_sent() {
        FakeAgent agent = new FakeAgent().stalling();
        RelayRoute route = open(agent);
        connection.received(RouteFrame.text(route.number(), "one"));
        connection.received(RouteFrame.text(route.number(), "two"));
        connection.portClosed();
        assertThat(agent.closed).isNull();
        agent.completeAll();
        assertThat(agent.texts()).containsExactly("one", "two");
        assertThat(agent.closed).isNotNull();
        assertThat(relay.isOnline(BOX)).isFalse();
    }

    @Test
    void a_socket_that_ended_before_its_hello_was_stored_is_not_online() {
        DaemonConnection late = relay.accept(new DaemonAddress(ANN, new DaemonId("late")), new FakeDaemon());
        late.portClosed();
        late.online();
        assertThat(relay.isOnline(late.address())).isFalse();
    }

    @Test
    void route_numbers_are_not_used_again_and_frames_of_closed_routes_are_dropped() {
        RelayRoute first = open(new FakeAgent());
        first.agentClosed(new RouteClose(1000, "bye"));
        FakeAgent next = new FakeAgent();
        RelayRoute second = open(next);
        assertThat(second.number()).isGreaterThan(first.number());
        assertThat(closeOf(daemon.frames.get(1)).reason()).isEqualTo("bye");

        connection.received(RouteFrame.text(first.number(), "late"));
        assertThat(next.received).isEmpty();
        assertThatThrownBy(() -> connection.received(RouteFrame.text(second.number() + 1, "never opened")))
                .isInstanceOf(HpcException.class);
        assertThatThrownBy(() -> connection.received(RouteFrame.text(-1, "never opened")))
                .isInstanceOf(HpcException.class);
    }

    @Test
    void a_daemon_has_a_bounded_number_of_routes() {
        for (int i = 0; i < Limits.ROUTES_PER_DAEMON; i++) {
            open(new FakeAgent());
        }
        assertThatThrownBy(() -> open(new FakeAgent()))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
    }

    @Test
    void a_wake_up_reaches_its_agent_and_the_account_owner() {
        FakeAgent itself = new FakeAgent();
        FakeAgent other = new FakeAgent();
        FakeAgent person = new FakeAgent();
        open(itself);
        relay.open(BOX, new RouteOpen(ANN, new AgentId("a_otherother"), "other"), other);
        relay.open(BOX, new RouteOpen(ANN, null, null), person);
        relay.tell(ANN, AGENT, textMessage("event"));
        relay.tell(BOB, AGENT, textMessage("another agent's"));
        assertThat(itself.texts()).containsExactly("event");
        assertThat(person.texts()).containsExactly("event");
        assertThat(other.received).isEmpty();
    }

    @Test
    void a_long_queue_is_sent_without_a_deep_stack() {
        FakeAgent agent = new FakeAgent().stalling();
        RelayRoute route = open(agent);
        for (int i = 0; i < 20_000; i++) {
            connection.received(RouteFrame.text(route.number(), "x"));
        }
        agent.completeAll();
        assertThat(agent.received).hasSize(20_000);
    }

    private RelayRoute open(FakeAgent agent) {
        return relay.open(BOX, who(), agent);
    }

    /** Nothing if too many opens and closes wait, which they may while the thread that sends them is not scheduled. */
    private Optional<RelayRoute> openUnlessBusy(FakeAgent agent) {
        try {
            return Optional.of(open(agent));
        } catch (HpcException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.BUSY);
            return Optional.empty();
        }
    }

    private static RouteOpen who() {
        return new RouteOpen(ANN, AGENT, "worker");
    }

    private static Message.Text textMessage(String text) {
        return new Message.Text(text, text.length());
    }

    private static Message binaryMessage(int bytes) {
        return new Message.Binary(ByteBuffer.allocate(bytes));
    }

    private static String text(RouteFrame frame) {
        return StandardCharsets.UTF_8.decode(frame.payload().duplicate()).toString();
    }

    @Test
    void a_route_that_is_closed_while_it_opens_is_opened_first_on_the_wire() throws Exception {
        AtomicBoolean opening = new AtomicBoolean(true);
        Thread closer = Thread.ofPlatform().start(() -> {
            while (opening.get()) {
                connection.routes().forEach(route -> route.tooSlow("closed as soon as it is seen"));
            }
        });
        for (int i = 0; i < 20_000; i++) {
            openUnlessBusy(new FakeAgent())
                    .ifPresent(route -> route.agentClosed(new RouteClose(CloseCode.GOING_AWAY.number(), "")));
        }
        opening.set(false);
        closer.join();

        Set<Integer> opened = new HashSet<>();
        for (RouteFrame frame : daemon.frames) {
            assertThat(frame.kind() == Kind.OPEN ? opened.add(frame.route()) : opened.remove(frame.route()))
                    .as("%s of route %s", frame.kind(), frame.route())
                    .isTrue();
        }
        assertThat(opened).isEmpty();
    }

    private static RouteClose closeOf(RouteFrame frame) {
        assertThat(frame.kind()).isEqualTo(Kind.CLOSE);
        return Json.read(text(frame), RouteClose.class);
    }

    /** A far side that completes sends at once, or when told. */
    private static class Line {
        private final List<Runnable> pending = new ArrayList<>();
        private boolean stalling;

        void stall() {
            stalling = true;
        }

        void sent(Runnable done) {
            if (stalling) {
                pending.add(done);
            } else {
                done.run();
            }
        }

        void completeAll() {
            stalling = false;
            List<Runnable> now = new ArrayList<>(pending);
            pending.clear();
            now.forEach(Runnable::run);
        }
    }

    private static final class FakeDaemon extends Line implements DaemonPort {
        final List<RouteFrame> frames = new ArrayList<>();

        @Nullable
        CloseCode closed;

        @Override
        public void send(ByteBuffer frame, Runnable done) {
            frames.add(RouteFrame.decode(frame));
            sent(done);
        }

        @Override
        public void close(CloseCode code, String reason) {
            closed = code;
        }

        List<Kind> kinds() {
            return frames.stream().map(RouteFrame::kind).toList();
        }
    }

    private static final class FakeAgent extends Line implements AgentPort {
        final List<Message> received = new ArrayList<>();

        @Nullable
        RouteClose closed;

        FakeAgent stalling() {
            stall();
            return this;
        }

        @Override
        public void send(Message message, Runnable done) {
            received.add(message);
            sent(done);
        }

        @Override
        public void close(RouteClose close) {
            closed = close;
        }

        int closeCode() {
            return closed == null ? 0 : closed.code();
        }

        List<String> texts() {
            return received.stream()
                    .filter(Message.Text.class::isInstance)
                    .map(message -> ((Message.Text) message).text())
                    .toList();
        }
    }
}
