package org.hpcdaemon.session.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.ForwardRequest;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.session.idempotency.Admission;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.stream.TestRoute;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForwardsTest {
    private static final Caller AGENT = new Caller(new UserId("u_00000001"), new AgentId("a_00000001"));
    private static final Caller OTHER = new Caller(new UserId("u_00000001"), new AgentId("a_00000002"));
    private static final int STREAM = 5;

    private final TestRoute route = new TestRoute(AGENT);
    private ServerSocket server;
    private Forwards forwards;

    /** The server is the agent's. */
    private final AgentPorts ports = new AgentPorts() {
        @Override
        public boolean isHere(String host) {
            return host.equals("login1");
        }

        @Override
        public Set<String> nodes(Caller caller) {
            return caller.equals(AGENT) ? Set.of("ip6-localhost", "localhost.localdomain") : Set.of();
        }

        @Override
        public String node(Caller caller, JobId job) {
            if (!caller.equals(AGENT)) {
                throw HpcException.notFound("job", job);
            }
            return "login1";
        }

        @Override
        public Optional<InetAddress> listener(Caller caller, int port) {
            return caller.equals(AGENT) && port == server.getLocalPort()
                    ? Optional.of(server.getInetAddress())
                    : Optional.empty();
        }
    };

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        forwards = forwards(AllowForward.JOBS, false);
    }

    @AfterEach
    void close() throws IOException {
        forwards.close();
        server.close();
    }

    private Forwards forwards(AllowForward allowed, boolean noNetwork) {
        return new Forwards(allowed, noNetwork, ports, Admission.ALWAYS, InstantSource.system());
    }

    private ForwardRequest.Open own() {
        return ForwardRequest.Open.of(server.getLocalPort()).withStream(STREAM);
    }

    private Socket connected() throws IOException {
        forwards.open(AGENT, route, own()).start().run();
        return server.accept();
    }

    private ErrorCode refusal(Forwards asked, Caller caller, ForwardRequest.Open request) {
        try {
            asked.open(caller, new TestRoute(caller), request);
            throw new AssertionError("it was not refused: " + request);
        } catch (HpcException e) {
            return e.code();
        }
    }

    @Test
    void bytesPassBothWaysAndEachDirectionEndsByItself() throws Exception {
        try (Socket socket = connected()) {
            assertThat(route.toDaemon(STREAM, 0, "question".getBytes(StandardCharsets.UTF_8)))
                    .isTrue();
            assertThat(route.endInput(STREAM, 8)).isTrue();
            assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("question");

            socket.getOutputStream().write("answer".getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();

            await().until(() -> route.notices().contains(new Notice.StreamEnd(STREAM, 6)));
            await().until(() -> forwards.underWay().isEmpty());
        }
    }

    @Test
    void whatIsAnotherAgentsIsAnsweredAsWhatIsNotThere() {
        ForwardRequest.Open free = own().withStream(STREAM);
        assertThat(refusal(forwards, OTHER, free)).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(forwards, OTHER, own().withHost("127.0.0.1"))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(forwards, OTHER, own().withHost("login1"))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(forwards, OTHER, own().withHost("localhost.localdomain")))
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(forwards, OTHER, own().withJob(new JobId("j_8k2m4q6s8u0w"))))
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(forwards, AGENT, own().withHost("another-node"))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThatThrownBy(() -> forwards.open(OTHER, route, own()))
                .hasMessageContaining("no process of yours listens on port " + server.getLocalPort());
    }

    @Test
    void theNodeOfAnOwnJobIsReached() throws Exception {
        assertThat(forwards.open(AGENT, route, own().withJob(new JobId("j_8k2m4q6s8u0w")))
                        .answer()
                        .host())
                .isEqualTo("login1");
        server.accept().close();
    }

    @Test
    void noneAndNoNetworkRefuseAllAndAnyRefusesNothing() throws Exception {
        assertThat(refusal(forwards(AllowForward.NONE, false), AGENT, own())).isEqualTo(ErrorCode.NOT_ALLOWED);
        assertThat(refusal(forwards(AllowForward.ANY, true), AGENT, own())).isEqualTo(ErrorCode.NOT_ALLOWED);
        try (Forwards any = forwards(AllowForward.ANY, false)) {
            any.open(OTHER, new TestRoute(OTHER), own());
            server.accept().close();
        }
        server.close();
        try (Forwards any = forwards(AllowForward.ANY, false)) {
            assertThat(refusal(any, OTHER, own())).isEqualTo(ErrorCode.NOT_FOUND);
        }
    }

    @Test
    void whileWorkIsStoppedNothingIsConnectedNorWhatWasOnItsWay() {
        AtomicInteger asked = new AtomicInteger();
        for (int refused : new int[] {1, 2}) {
            asked.set(0);
            Admission stopped = (_, _) -> {
                if (asked.incrementAndGet() == refused) {
                    throw new HpcException(ErrorCode.FROZEN, "stopped");
                }
            };
            try (Forwards frozen = new Forwards(AllowForward.JOBS, false, ports, stopped, InstantSource.system())) {
                assertThat(refusal(frozen, AGENT, own())).isEqualTo(ErrorCode.FROZEN);
                assertThat(frozen.underWay()).isEmpty();
            }
        }
    }

    @Test
    void aConnectionEndsWithTheAgentsOwnAndFreesItsSlot() throws Exception {
        try (Socket socket = connected()) {
            route.cut();

            await().until(() -> forwards.underWay().isEmpty());
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void whatIsBrokenOffIsToldAndNotTakenForAnEnd() throws Exception {
        try (Socket socket = connected()) {
            socket.setSoLinger(true, 0);
        }

        await().until(() -> route.notices().stream().anyMatch(Notice.StreamFailed.class::isInstance));
        assertThat(route.notices()).noneMatch(Notice.StreamEnd.class::isInstance);
    }

    @Test
    void anAgentHasItsShareOfConnectionsAndGetsThemBack() throws Exception {
        for (int i = 0; i < Limits.FORWARDS_PER_AGENT; i++) {
            forwards.open(AGENT, route, own().withStream(100 + i));
        }
        assertThat(refusal(forwards, AGENT, own())).isEqualTo(ErrorCode.BUSY);

        forwards.close(route, new ForwardRequest.Close(100));
        assertThat(forwards.end(AGENT)).isEqualTo(Limits.FORWARDS_PER_AGENT - 1);
        forwards.open(AGENT, route, own());
    }
}
