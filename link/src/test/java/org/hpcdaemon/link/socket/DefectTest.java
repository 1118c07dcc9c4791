package org.hpcdaemon.link.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.link.Backoff;
import org.hpcdaemon.link.Connection;
import org.hpcdaemon.link.Ended;
import org.hpcdaemon.link.Link;
import org.hpcdaemon.link.Peer;
import org.hpcdaemon.link.network.Network;
import org.junit.jupiter.api.Test;

/** A defect of the peer's is a lost connection, not the end of all. */
final class DefectTest {
    @Test
    void theLinkTriesOn() throws Exception {
        CountDownLatch attempts = new CountDownLatch(2);
        Peer peer = new Peer() {
            @Override
            public void opened(Connection connection) {}

            @Override
            public void text(String message) {}

            @Override
            public void binary(ByteBuffer message) {}

            @Override
            public Next closed(Ended how) {
                attempts.countDown();
                throw new IllegalStateException("a defect");
            }
        };
        // Port 9 of this machine, where nothing listens.
        Dialer dialer = new Dialer(Network.of(Map.of(), null), URI.create("ws://127.0.0.1:9/"), () -> "key");
        try (Link link = new Link("link", dialer, peer, Backoff.standard(new Random(1)))) {
            link.start();
            assertThat(attempts.await(120, TimeUnit.SECONDS)).isTrue();
        }
    }
}
