package org.hpcdaemon.link.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.link.Backoff;
import org.hpcdaemon.link.Connection;
import org.hpcdaemon.link.Ended;
import org.hpcdaemon.link.Link;
import org.hpcdaemon.link.Peer;
import org.hpcdaemon.link.network.Network;
import org.hpcdaemon.protocol.Limits;
import org.junit.jupiter.api.Test;

/** A platform that dies right behind a message is noticed within seconds, not by the heartbeat's 30 s. */
final class LostEndTest {
    private static final String ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final CountDownLatch handling = new CountDownLatch(1);
    private final CountDownLatch died = new CountDownLatch(1);

    @Test
    void anEndRightBehindAMessageIsNoticedWithinSeconds() throws Exception {
        CompletableFuture<Ended> ended = new CompletableFuture<>();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> sayHelloAndDie(server));
            URI uri = URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/");
            Dialer dialer = new Dialer(Network.of(Map.of(), null), uri, () -> "key");
            try (Link link = new Link("link", dialer, peer(ended), Backoff.standard(new Random(1)))) {
                link.start();

                assertThat(ended.get(120, TimeUnit.SECONDS)).isNotNull();
            }
        }
    }

    private Peer peer(CompletableFuture<Ended> ended) {
        return new Peer() {
            @Override
            public void opened(Connection connection) {}

            @Override
            public void text(String message) {
                try {
                    handling.countDown();
                    // Until the end of the stream has been read while this message is still being handled; how the
                    // client is inside cannot be asked, but on loopback that takes it less.
                    died.await();
                    boolean _ = new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void binary(ByteBuffer message) {}

            @Override
            public Next closed(Ended how) {
                ended.complete(how);
                return Next.STOP;
            }
        };
    }

    private void sayHelloAndDie(ServerSocket server) {
        try (Socket socket = server.accept()) {
            BufferedReader request =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String key = "";
            for (String line = request.readLine(); line != null && !line.isEmpty(); line = request.readLine()) {
                if (line.startsWith("Sec-WebSocket-Key: ")) {
                    key = line.substring("Sec-WebSocket-Key: ".length());
                }
            }
            String response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Protocol: " + Limits.SUBPROTOCOL + "\r\nSec-WebSocket-Accept: " + accept(key)
                    + "\r\n\r\n";
            socket.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
            // One whole text frame: "hi".
            socket.getOutputStream().write(new byte[] {(byte) 0x81, 2, 'h', 'i'});
            handling.await();
        } catch (InterruptedException | IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } finally {
            died.countDown();
        }
    }

    private static String accept(String key) throws NoSuchAlgorithmException {
        byte[] both = (key + ACCEPT_GUID).getBytes(StandardCharsets.US_ASCII);
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-1").digest(both));
    }
}
