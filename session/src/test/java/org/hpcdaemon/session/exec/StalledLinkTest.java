package org.hpcdaemon.session.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.protocol.frame.StreamFrame;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.route.Route;
import org.hpcdaemon.session.route.StreamEndpoint;
import org.hpcdaemon.session.stream.TestOnce;
import org.hpcdaemon.session.stream.TestRoute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The link's reader closes a route while the link's queue is full: it must not wait for what is being sent. */
final class StalledLinkTest {
    @TempDir
    static Path outputs;

    private static final Caller CALLER = new Caller(new UserId("u_12345678"), new AgentId("a_12345678"));

    private final TestRoute agent = new TestRoute(CALLER);
    private final CountDownLatch sending = new CountDownLatch(1);
    private final CountDownLatch room = new CountDownLatch(1);

    /** Its queue is full: a notice waits until there is room. */
    private final Route route = new Route() {
        @Override
        public Caller caller() {
            return CALLER;
        }

        @Override
        public boolean send(Notice notice) {
            sending.countDown();
            try {
                room.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return agent.send(notice);
        }

        @Override
        public boolean send(StreamFrame frame) {
            return agent.send(frame);
        }

        @Override
        public boolean takeCredit(int bytes) throws InterruptedException {
            return agent.takeCredit(bytes);
        }

        @Override
        public int takeShare(int most, int share, LongSupplier owed) {
            return most;
        }

        @Override
        public void returnCredit(long bytes) {
            agent.returnCredit(bytes);
        }

        @Override
        public Binding bind(int stream, StreamEndpoint endpoint) {
            return agent.bind(stream, endpoint);
        }
    };

    @Test
    void aCutReturnsWhileTheFirstAcknowledgementWaits() throws Exception {
        ExecSettings settings = new ExecSettings(
                "/",
                new ChildEnvironment(Map.of("PATH", "/usr/bin:/bin")),
                Duration.ofMillis(100),
                InstantSource.system(),
                new TreeCookie.Source("stalled", new Random()),
                Guard.OFF);
        try (Execs execs = new Execs(settings, new TestOnce(), new KeptOutputs(outputs, InstantSource.system()))) {
            ExecRequest.Run request = new ExecRequest.Run(
                    new IdempotencyKey("k"),
                    List.of(),
                    "exit 5",
                    null,
                    Map.of(),
                    null,
                    null,
                    new ExecRequest.Streams(3, 1, 2, 0, 0));
            CompletableFuture<ExecResult> result = CompletableFuture.supplyAsync(
                    () -> execs.run(CALLER, route, request),
                    task -> Thread.ofVirtual().start(task));
            sending.await();

            Thread reader = Thread.ofVirtual().start(agent::cut);

            await().until(() -> !reader.isAlive());
            assertThat(result).isNotDone();
            room.countDown();
            assertThat(result.get().exitCode()).isEqualTo(5);
        }
    }
}
