package org.hpcdaemon.platform.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.frame.RouteFrame;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.message.route.CloseCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayOverSocketsTest {
    @TempDir
    Path home;

    private TestPlatform platform;

    @BeforeEach
    void start() throws Exception {
        platform = new TestPlatform(home);
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void messages_of_every_size_pass_both_ways() throws Exception {
        TestSocket daemon = platform.daemon("ann-daemon");
        TestSocket agent = platform.agent("box", "ann-agent");
        RouteFrame open = daemon.nextFrame();
        assertThat(open.kind()).isEqualTo(RouteFrame.Kind.OPEN);
        assertThat(TestSocket.utf8(open))
                .isEqualTo("{\"user\":\"u_annannann\",\"agent\":\"a_annsagent1\",\"name\":\"worker\"}");

        for (String text : new String[] {"", "ä€😀", "x".repeat(Limits.TEXT_BYTES)}) {
            agent.send(text);
            RouteFrame arrived = daemon.nextFrame();
            assertThat(arrived.kind()).isEqualTo(RouteFrame.Kind.TEXT);
            assertThat(TestSocket.utf8(arrived)).isEqualTo(text);
            daemon.send(arrived);
            assertThat(agent.nextText()).isEqualTo(text);
        }
        for (int size : new int[] {0, 1, Limits.BINARY_BYTES}) {
            agent.send(new byte[size]);
            RouteFrame arrived = daemon.nextFrame();
            assertThat(arrived.payload().remaining()).isEqualTo(size);
            daemon.send(arrived);
            assertThat(agent.nextBinary().remaining()).isEqualTo(size);
        }
    }

    @Test
    void a_daemon_is_told_which_of_its_agents_lost_their_last_key() throws Exception {
        TestSocket daemon = platform.daemon("ann-daemon");
        TestSocket agent = platform.agent("box", "ann-agent");
        daemon.nextFrame();
        agent.end();
        assertThat(daemon.nextFrame().kind()).isEqualTo(RouteFrame.Kind.CLOSE);

        platform.accounts.revokeSilently("ann-agent");

        assertThat(TestSocket.utf8(daemon.nextFrame()))
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"agents.revoked\",\"params\":{\"agents\":[\"a_annsagent1\"]}}");
    }

    @Test
    void a_daemon_hears_after_its_hello_which_agents_were_revoked_meanwhile() throws Exception {
        platform.accounts.revokeSilently("ann-agent");
        TestSocket daemon = platform.webSocket("/hpc/daemon", "ann-daemon", Limits.SUBPROTOCOL, true);
        List<AgentId> held =
                List.of(InMemoryAccounts.ANNS_AGENT, InMemoryAccounts.ANNS_OTHER_AGENT, InMemoryAccounts.BOBS_AGENT);

        daemon.ask(TestPlatform.hello().withAgents(held));

        assertThat(TestSocket.utf8(daemon.nextFrame()))
                .contains("agents.revoked", "a_annsagent1")
                .as("one of another user has no key here")
                .contains("a_bobsagent1")
                .doesNotContain("a_annsagent2");
    }

    @Test
    void fragments_are_joined_before_they_are_forwarded() throws Exception {
        TestSocket daemon = platform.daemon("ann-daemon");
        TestSocket agent = platform.agent("box", "ann-agent");
        int route = daemon.nextFrame().route();
        agent.socket().sendText("one ", false).join();
        agent.socket().sendText("mess", false).join();
        agent.socket().sendText("age", true).join();
        assertThat(TestSocket.utf8(daemon.nextFrame())).isEqualTo("one message");

        ByteBuffer frame = RouteFrame.text(route, "whole").encode();
        daemon.socket().sendBinary(frame.slice(0, 3), false).join();
        daemon.socket().sendBinary(frame.slice(3, frame.remaining() - 3), true).join();
        assertThat(agent.nextText()).isEqualTo("whole");
    }

    @Test
    void what_is_too_large_ends_its_own_connection_with_1009() throws Exception {
        TestSocket daemon = platform.daemon("ann-daemon");
        TestSocket text = platform.agent("box", "ann-agent");
        TestSocket binary = platform.agent("box", "ann-agent");
        TestSocket fine = platform.agent("box", "ann-other-agent");
        text.sendAndForget("x".repeat(Limits.TEXT_BYTES + 1));
        binary.sendAndForget(new byte[Limits.BINARY_BYTES + 1]);
        assertThat(text.closeCode()).isEqualTo(1009);
        assertThat(binary.closeCode()).isEqualTo(1009);
        assertThat(fine.isClosed()).isFalse();

        daemon.sendAndForget(new byte[RouteFrame.MAX_BYTES + 1]);
        assertThat(daemon.closeCode()).isEqualTo(1009);
        assertThat(fine.closeCode()).isEqualTo(CloseCode.DAEMON_OFFLINE.number());
    }

    @Test
    void garbage_from_a_daemon_ends_its_own_connection_only() throws Exception {
        platform.daemon("bob-daemon");
        TestSocket bobs = platform.agent("bobs", "bob-agent");
        for (byte[] garbage : new byte[][] {
            {}, {1}, {0, 0, 0, 0, 9}, {0, 0, 0, 0, 3, 1}, {0, 0, 0, 7, 2, 'x'}, {-1, -1, -1, -1, 4}, {0, 0, 0, 0, 2, -1}
        }) {
            TestSocket daemon = platform.daemon("ann-daemon");
            daemon.send(garbage);
            assertThat(daemon.closeCode()).isEqualTo(CloseCode.PROTOCOL_ERROR.number());
        }
        TestSocket text = platform.daemon("ann-daemon");
        text.send("text");
        assertThat(text.closeCode()).isEqualTo(CloseCode.PROTOCOL_ERROR.number());

        TestSocket unwelcomed = platform.webSocket("/hpc/daemon", "ann-daemon", Limits.SUBPROTOCOL, true);
        unwelcomed.send(RouteFrame.text(1, "no hello yet"));
        assertThat(unwelcomed.closeCode()).isEqualTo(CloseCode.PROTOCOL_ERROR.number());
        assertThat(bobs.isClosed()).isFalse();
    }

    @Test
    void an_invalid_request_on_route_0_is_answered_and_ends_nothing() throws Exception {
        TestSocket daemon = platform.daemon("ann-daemon");
        for (String bad : new String[] {
            "{",
            "[]",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"no.such\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"daemon.info\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"event.publish\",\"params\":{\"event\":7}}"
        }) {
            daemon.send(RouteFrame.text(RouteFrame.PLATFORM, bad));
            assertThat(TestSocket.utf8(daemon.nextFrame())).contains("\"error\"");
        }
        assertThat(daemon.ask(TestPlatform.hello())).contains("\"result\"");
    }

    @Test
    void a_flood_of_pings_ends_its_own_connection() throws Exception {
        TestSocket daemon = platform.daemon("ann-daemon");
        CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
        for (int i = 0; i < 500; i++) {
            sent = sent.thenCompose(_ -> daemon.socket().sendPing(ByteBuffer.allocate(100)));
        }
        assertThat(daemon.closeCode()).isEqualTo(CloseCode.PROTOCOL_ERROR.number());
    }

    @Test
    void an_agent_that_stops_reading_is_closed_as_too_slow_while_another_reads_on() throws Exception {
        TestSocket daemon = platform.daemon("ann-daemon");
        TestSocket stalled = platform.webSocket("/hpc/agent/box", "ann-agent", Limits.SUBPROTOCOL, false);
        int first = daemon.nextFrame().route();
        TestSocket reading = platform.agent("box", "ann-other-agent");
        int second = daemon.nextFrame().route();

        byte[] piece = new byte[Limits.BINARY_BYTES];
        int sent = 0;
        CompletableFuture<RouteFrame> closed = CompletableFuture.supplyAsync(() -> {
            try {
                return daemon.nextFrame();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        while (!closed.isDone()) {
            daemon.send(new RouteFrame(first, RouteFrame.Kind.BINARY, ByteBuffer.wrap(piece)));
            daemon.send(RouteFrame.text(second, "still here"));
            assertThat(reading.nextText()).isEqualTo("still here");
            sent++;
        }
        RouteFrame close = closed.get();
        assertThat(close.route()).isEqualTo(first);
        assertThat(close.kind()).isEqualTo(RouteFrame.Kind.CLOSE);
        assertThat(TestSocket.utf8(close)).contains("4008");
        assertThat(sent).isGreaterThan(Limits.MAILBOX_BYTES / Limits.BINARY_BYTES / 2);
        stalled.socket().request(Long.MAX_VALUE);
        assertThat(stalled.closeCode()).isEqualTo(CloseCode.TOO_SLOW.number());
    }

    @Test
    void the_newest_connection_of_a_daemon_wins_and_agents_come_back_to_it() throws Exception {
        TestSocket older = platform.daemon("ann-daemon");
        TestSocket agent = platform.agent("box", "ann-agent");
        TestSocket newer = platform.daemon("ann-daemon");
        assertThat(older.closeCode()).isEqualTo(CloseCode.REPLACED.number());
        assertThat(agent.closeCode()).isEqualTo(CloseCode.DAEMON_OFFLINE.number());
        platform.agent("box", "ann-agent").send("again");
        assertThat(newer.nextFrame().kind()).isEqualTo(RouteFrame.Kind.OPEN);
        assertThat(TestSocket.utf8(newer.nextFrame())).isEqualTo("again");
    }

    @Test
    void refusals_name_their_reason_and_another_users_daemon_does_not_exist() throws Exception {
        platform.daemon("bob-daemon");
        assertThat(platform.refusal("/hpc/agent/bobs", "ann-agent")).isEqualTo("404 not_found");
        assertThat(platform.refusal("/hpc/agent/none", "ann-agent")).isEqualTo("404 not_found");
        assertThat(platform.get("/hpc/agent/bobs", "ann-agent").body().replace("bobs", "none"))
                .isEqualTo(platform.get("/hpc/agent/none", "ann-agent").body());
        assertThat(platform.refusal("/hpc/agent/NOT-AN-ID", "ann-agent")).isEqualTo("404 not_found");
        assertThat(platform.refusal("/hpc/agent/box", "wrong")).isEqualTo("401 unauthorized");
        assertThat(platform.refusal("/hpc/daemon", "ann-agent")).isEqualTo("403 not_allowed");
        assertThat(platform.refusal("/hpc/agent/box", "ann-daemon")).isEqualTo("403 not_allowed");
        assertThatThrownBy(() -> platform.webSocket("/hpc/daemon", "ann-daemon", "other.v9", true))
                .hasMessageContaining("WebSocketHandshakeException");

        TestSocket daemon = platform.daemon("ann-daemon");
        daemon.socket().sendClose(1000, "").join();
        await().untilAsserted(() ->
                assertThat(platform.refusal("/hpc/agent/box", "ann-agent")).isEqualTo("503 daemon_offline"));
    }

    @Test
    void a_revoked_key_ends_its_live_sockets_no_matter_who_revoked_it() throws Exception {
        TestSocket daemon = platform.daemon("ann-daemon");
        TestSocket agent = platform.agent("box", "ann-agent");
        TestSocket other = platform.agent("box", "ann-other-agent");
        assertThat(platform.delete("/auth/api-keys/ann-agent", "ann").statusCode())
                .isEqualTo(204);
        assertThat(agent.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED.number());
        assertThat(other.isClosed()).isFalse();
        platform.accounts.revokeSilently("ann-daemon");
        assertThat(daemon.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED.number());
    }

    @Test
    void a_stop_says_going_away_to_everybody_and_answers_those_who_wait() throws Exception {
        TestSocket daemon = platform.daemon("ann-daemon");
        TestSocket agent = platform.agent("box", "ann-agent");
        agent.send("a message, which says that the platform has the connection among its open ones");
        assertThat(daemon.nextFrame().kind()).isEqualTo(RouteFrame.Kind.OPEN);
        assertThat(daemon.nextFrame().kind()).isEqualTo(RouteFrame.Kind.TEXT);
        try (Socket waiting = platform.rawConnection()) {
            String request = "GET /hpc/events?wait=60 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann-agent\r\n\r\n";
            waiting.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            // Accepted after it and answered: so it is being handled by now, or is about to be.
            assertThat(platform.get("/hpc/health", "").statusCode()).isEqualTo(200);
            long before = System.nanoTime();
            platform.server.close();
            assertThat(System.nanoTime() - before)
                    .as("it does not wait for a request of a minute")
                    .isLessThan(Duration.ofMinutes(1).toNanos());
            assertThat(agent.closeCode()).isEqualTo(CloseCode.GOING_AWAY.number());
            assertThat(daemon.closeCode()).isEqualTo(CloseCode.GOING_AWAY.number());
            assertThat(new String(waiting.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .endsWith("{\"events\":[],\"next\":0}");
        }
    }
}
