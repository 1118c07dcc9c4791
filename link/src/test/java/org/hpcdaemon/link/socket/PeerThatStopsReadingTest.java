package org.hpcdaemon.link.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.hpcdaemon.link.Backoff;
import org.hpcdaemon.link.Connection;
import org.hpcdaemon.link.Ended;
import org.hpcdaemon.link.Link;
import org.hpcdaemon.link.Peer;
import org.hpcdaemon.link.network.Network;
import org.hpcdaemon.testkit.Cut;
import org.hpcdaemon.testkit.Direction;
import org.hpcdaemon.testkit.FaultProxy;
import org.hpcdaemon.testkit.RecordingServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A message that is not taken delays neither the end of its connection nor the next one. */
final class PeerThatStopsReadingTest {
    /** More than all buffers between two programs on loopback take. */
    private static final int BYTES = 32 << 20;

    private final BlockingQueue<Connection> opened = new LinkedBlockingQueue<>();
    private RecordingServer server;
    private FaultProxy proxy;
    private Dialer dialer;

    @BeforeEach
    void start() throws IOException {
        server = RecordingServer.plain(RecordingServer::webSocketAccepted);
        proxy = FaultProxy.start("127.0.0.1", server.port(), new Random(1));
        Network network = Network.of(Map.of(), null);
        dialer = new Dialer(network, URI.create("ws://127.0.0.1:" + proxy.port() + "/"), () -> "key");
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void theLinkComesBackAfterACut(Cut how) throws InterruptedException {
        try (Link link = new Link("link", dialer, peer(), Backoff.standard(new Random(1)))) {
            link.start();
            sendUnread();

            proxy.cut(how);
            proxy.resume();

            assertThat(opened.poll(120, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void theLinkCloses() {
        Link link = new Link("link", dialer, peer(), Backoff.standard(new Random(1)));
        link.start();
        sendUnread();

        link.close();

        assertThat(opened).isEmpty();
    }

    @Test
    void aSilentConnectionIsGivenUp() throws Exception {
        AtomicLong nanos = new AtomicLong();
        SocketConnection connection = new SocketConnection(peer(), nanos::get);
        OpenSocket socket = dialer.dial();
        Thread ending = Thread.ofVirtual().start(() -> {
            sendUnread();
            nanos.addAndGet(SocketConnection.SILENCE.toNanos() + 1);
        });

        assertThat(connection.serve(socket)).isEqualTo(new Ended.Lost("nothing heard for 30 s"));

        ending.join();
    }

    @Test
    void aPingThatCannotLeaveYetIsNoLostConnection() throws Exception {
        Queue<Long> seconds = new ConcurrentLinkedQueue<>(List.of(15L, 15L, 30L, 30L, 30L));
        CountDownLatch stalled = new CountDownLatch(1);
        SocketConnection connection = new SocketConnection(peer(), () -> {
            if (stalled.getCount() > 0) {
                return 0;
            }
            Long second = seconds.poll();
            return TimeUnit.SECONDS.toNanos(second == null ? 31 : second);
        });
        OpenSocket socket = dialer.dial();
        Thread stalling = Thread.ofVirtual().start(() -> {
            sendUnread();
            stalled.countDown();
        });

        assertThat(connection.serve(socket)).isEqualTo(new Ended.Lost("nothing heard for 30 s"));

        assertThat(seconds).isEmpty();
        stalling.join();
    }

    /** Returns when a message is on its way that does not get there. */
    private void sendUnread() {
        try {
            Connection connection = opened.take();
            proxy.stall(Direction.UP);
            connection.binary(ByteBuffer.allocate(BYTES));
            connection.binary(ByteBuffer.allocate(BYTES)); // waits until the first has left the queue
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Peer peer() {
        return new Peer() {
            @Override
            public void opened(Connection connection) {
                opened.add(connection);
            }

            @Override
            public void text(String message) {}

            @Override
            public void binary(ByteBuffer message) {}

            @Override
            public Next closed(Ended how) {
                return Next.RECONNECT;
            }
        };
    }
}
