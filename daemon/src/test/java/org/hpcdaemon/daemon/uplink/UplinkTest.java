package org.hpcdaemon.daemon.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.hpcdaemon.daemon.dispatch.Dispatcher;
import org.hpcdaemon.link.Connection;
import org.hpcdaemon.link.Ended;
import org.hpcdaemon.link.Peer;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.frame.RouteFrame;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.ClusterInfoGet;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.Welcome;
import org.hpcdaemon.protocol.message.route.CloseCode;
import org.hpcdaemon.protocol.message.route.RouteOpen;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.hpcdaemon.protocol.rpc.RpcId;
import org.hpcdaemon.session.route.Route;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Journal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UplinkTest {
    private static final RandomIds IDS = RandomIds.secure();

    /** Everything the daemon sends, decoded. */
    private static final class Wire implements Connection {
        private final List<RouteFrame> sent = new CopyOnWriteArrayList<>();
        private final List<Integer> closed = new CopyOnWriteArrayList<>();
        private volatile CountDownLatch room = new CountDownLatch(0);

        @Override
        public boolean text(String message) {
            throw new AssertionError("a daemon sends no text messages");
        }

        @Override
        public boolean binary(ByteBuffer message) {
            try {
                room.await();
            } catch (InterruptedException _) {
                return false;
            }
            sent.add(RouteFrame.decode(message));
            return true;
        }

        @Override
        public void close(int code, String reason) {
            closed.add(code);
        }

        /** The link's queue is full: who sends waits. */
        void stall() {
            room = new CountDownLatch(1);
        }

        void goOn() {
            room.countDown();
        }

        List<String> texts(int route) {
            return sent.stream()
                    .filter(frame -> frame.route() == route && frame.kind() == RouteFrame.Kind.TEXT)
                    .map(frame -> StandardCharsets.UTF_8
                            .decode(frame.payload().duplicate())
                            .toString())
                    .toList();
        }
    }

    private final Wire wire = new Wire();
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<AgentId> askedBy = new CopyOnWriteArrayList<>();
    private final List<Welcome> welcomes = new CopyOnWriteArrayList<>();
    private final Dispatcher dispatcher = new Dispatcher(
            (_, _) -> {
                throw new IllegalStateException("a defect");
            },
            (_, _) -> new Done(),
            (_, _) -> closedDatabase().read(_ -> new Done()),
            (_, _) -> new Done(),
            (_, _) -> new Done(),
            this::waitForRelease,
            this::rememberCaller,
            (_, _) -> new Done(),
            (_, _) -> new Done(),
            (_, _) -> new Done(),
            (_, _) -> new Done());
    private final List<String> offline = new CopyOnWriteArrayList<>();
    private final AtomicReference<String> stored = new AtomicReference<>("first");
    private final ConnectionKey key = new ConnectionKey("first", () -> Optional.of(stored.get()));
    private final List<AgentId> revoked = new CopyOnWriteArrayList<>();
    private final Map<AgentId, String> names = new ConcurrentHashMap<>();
    private final AgentId present = IDS.agent();
    private final Uplink.Agents agents = new Uplink.Agents() {
        @Override
        public List<AgentId> present() {
            return List.of(present);
        }

        @Override
        public void connected(AgentId agent, String name) {
            names.put(agent, name);
        }

        @Override
        public void revoked(AgentId agent) {
            revoked.add(agent);
        }
    };
    private final Uplink uplink = new Uplink(
            new PlatformRequest.Hello("1", "i", "c", "local", "h"), dispatcher, key, agents, new Uplink.Listener() {
                @Override
                public void online(Welcome welcome) {
                    welcomes.add(welcome);
                }

                @Override
                public void offline(String reason, boolean stuck) {
                    offline.add(reason);
                }

                @Override
                public void refused() {
                    offline.add("refused");
                }
            });

    @TempDir
    static Path home;

    private static Database closedDatabase() {
        Database database = Database.open(home.resolve("state.db"), List.of(), Journal.ROLLBACK);
        database.close();
        return database;
    }

    private Object waitForRelease(Route route, ShellRequest request) {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new Done();
    }

    private Object rememberCaller(Route route, JobRequest request) {
        AgentId agent = route.caller().agent();
        if (agent != null) {
            askedBy.add(agent);
        }
        return new Done();
    }

    @BeforeEach
    void connect() {
        uplink.opened(wire);
    }

    private void open(int route, AgentId agent) {
        byte[] who = Json.write(new RouteOpen(IDS.user(), agent, "n")).getBytes(StandardCharsets.UTF_8);
        uplink.binary(new RouteFrame(route, RouteFrame.Kind.OPEN, ByteBuffer.wrap(who)).encode());
    }

    private void say(int route, String text) {
        uplink.binary(RouteFrame.text(route, text).encode());
    }

    @Test
    void helloIsTheFirstMessageAndTheWelcomeIsPassedOn() {
        await().until(() -> wire.texts(0).size() == 1);
        assertThat(wire.texts(0).getFirst()).contains("daemon.hello");
        say(
                0,
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"user\":\"u_12345678\",\"daemon\":\"box\",\"now\":\"2026-01-01T00:00:00Z\"}}");
        await().until(() -> welcomes.size() == 1);
    }

    @Test
    void theHelloNamesTheAgentsThatHaveSomethingHereAndTheirRevocationIsPassedOn() {
        await().until(() -> wire.texts(0).size() == 1);
        assertThat(wire.texts(0).getFirst()).contains("\"agents\":[\"" + present + "\"]");
        say(0, Rpc.notification(new Notice.AgentsRevoked(List.of(present))));
        await().until(() -> revoked.contains(present));
    }

    @Test
    void eachRouteAsksAsTheAgentThatThePlatformNamed() {
        AgentId one = IDS.agent();
        AgentId two = IDS.agent();
        open(1, one);
        open(2, two);
        say(2, Rpc.call(RpcId.of(1), new JobRequest.List(false, null)));
        await().until(() -> wire.texts(2).size() == 1);
        assertThat(askedBy).containsExactly(two);
        assertThat(wire.texts(1)).isEmpty();
    }

    @Test
    void malformedJsonIsAnsweredAndTheRouteGoesOn() {
        open(1, IDS.agent());
        say(1, "{not json");
        await().until(() -> wire.texts(1).size() == 1);
        assertThat(wire.texts(1).getFirst()).contains("parse_error").contains("\"id\":null");
        say(1, Rpc.call(RpcId.of(2), new JobRequest.List(false, null)));
        await().until(() -> wire.texts(1).size() == 2);
    }

    @Test
    void textThatIsNotUtf8IsRefusedOnItsRouteAndNeverTurnedIntoOtherText() {
        open(1, IDS.agent());
        byte[] call = Rpc.call(RpcId.of(1), new JobRequest.List(false, null)).getBytes(StandardCharsets.UTF_8);
        call[call.length - 2] = (byte) 0xff;
        uplink.binary(new RouteFrame(1, RouteFrame.Kind.TEXT, ByteBuffer.wrap(call)).encode());
        await().until(() -> wire.texts(1).size() == 1);
        assertThat(wire.texts(1).getFirst()).contains("parse_error").contains("UTF-8");
        assertThat(wire.closed).isEmpty();
    }

    @Test
    void aDefectOfAFeatureIsAnAnswerNotAnEnd() {
        open(1, IDS.agent());
        say(1, "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"daemon.info\"}");
        await().until(() -> wire.texts(1).size() == 1);
        assertThat(wire.texts(1).getFirst()).contains("internal").doesNotContain("a defect\"");
    }

    @Test
    void aRequestPastTheLimitIsBusyAndOtherRoutesAreNot() {
        open(1, IDS.agent());
        open(2, IDS.agent());
        for (int i = 0; i <= Limits.REQUESTS_IN_FLIGHT; i++) {
            say(1, Rpc.call(RpcId.of(i), new ShellRequest.List()));
        }
        await().until(() -> wire.texts(1).size() == 1);
        assertThat(wire.texts(1).getFirst()).contains("busy");
        say(2, Rpc.call(RpcId.of(1), new JobRequest.List(false, null)));
        await().until(() -> wire.texts(2).size() == 1);
        release.countDown();
        await().until(() -> wire.texts(1).size() == Limits.REQUESTS_IN_FLIGHT + 1);
    }

    @Test
    void refusalsThatAreNotReadAreBoundedAndEndTheRouteAlone() {
        open(1, IDS.agent());
        open(2, IDS.agent());
        wire.stall();
        for (int i = 0; i < 10_000; i++) {
            say(1, "{not json");
        }
        wire.goOn();
        await().until(() -> wire.sent.stream().anyMatch(frame -> frame.kind() == RouteFrame.Kind.CLOSE));
        assertThat(wire.texts(1)).hasSizeLessThanOrEqualTo(Limits.REQUESTS_IN_FLIGHT + 1);
        say(2, Rpc.call(RpcId.of(1), new JobRequest.List(false, null)));
        await().until(() -> wire.texts(2).size() == 1);
    }

    @Test
    void aDatabaseThatFailsIsToldAsStorage() {
        open(1, IDS.agent());
        say(1, Rpc.call(RpcId.of(1), new ClusterInfoGet()));
        await().until(() -> wire.texts(1).size() == 1);
        assertThat(wire.texts(1).getFirst()).contains("\"storage\"", "\"retry\"", "state.db");
    }

    @Test
    void bytesForAnUnknownStreamAreRefusedByName() {
        open(1, IDS.agent());
        ByteBuffer frame =
                ByteBuffer.allocate(13).putInt(9).putLong(0).put((byte) 1).flip();
        uplink.binary(new RouteFrame(1, RouteFrame.Kind.BINARY, frame).encode());
        await().until(() -> wire.texts(1).size() == 1);
        assertThat(wire.texts(1).getFirst()).contains("stream.failed").contains("\"stream\":9");
    }

    @Test
    void garbageFromThePlatformEndsTheConnection() {
        uplink.binary(ByteBuffer.wrap(new byte[] {1, 2}));
        assertThat(wire.closed).containsExactly(CloseCode.PROTOCOL_ERROR.number());
    }

    @Test
    void aRevokedKeyStopsAReplacedDaemonWaitsAndALostOneComesBack() {
        assertThat(uplink.closed(new Ended.Closed(CloseCode.UNAUTHORIZED.number(), "")))
                .isEqualTo(Peer.Next.STOP);
        assertThat(uplink.closed(new Ended.Closed(CloseCode.REPLACED.number(), "")))
                .isEqualTo(Peer.Next.RECONNECT_LATE);
        assertThat(uplink.closed(new Ended.Lost("cut"))).isEqualTo(Peer.Next.RECONNECT);
        assertThat(uplink.closed(new Ended.NotAPlatform("another password"))).isEqualTo(Peer.Next.RECONNECT_RARELY);
    }

    @Test
    void aRefusalOfAKeyThatSetupHasReplacedIsNoEnd() {
        stored.set("second");
        assertThat(uplink.closed(new Ended.Closed(CloseCode.UNAUTHORIZED.number(), "")))
                .isEqualTo(Peer.Next.RECONNECT);
        assertThat(offline).doesNotContain("refused");
        assertThat(key.take()).isEqualTo("second");
        assertThat(uplink.closed(new Ended.Refused(401, ErrorCode.UNAUTHORIZED, "no")))
                .isEqualTo(Peer.Next.STOP);
        assertThat(offline).contains("refused");
    }

    @Test
    void aConnectionThatIsLeftForANewKeyComesBackWithThatReason() {
        uplink.reconnect("a new key");
        assertThat(wire.closed).containsExactly(CloseCode.NORMAL.number());
        assertThat(uplink.closed(new Ended.Closed(CloseCode.NORMAL.number(), "")))
                .isEqualTo(Peer.Next.RECONNECT);
        assertThat(offline).containsExactly("a new key");
    }
}
