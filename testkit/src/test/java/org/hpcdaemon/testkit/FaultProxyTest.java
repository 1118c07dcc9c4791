package org.hpcdaemon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real server that echoes. */
class FaultProxyTest {
    /** A time limit of a test does not end a thread that reads from a socket; this does. */
    private static final int PATIENCE_MS = 180_000;

    private ServerSocket server;
    private FaultProxy proxy;
    private final AtomicLong received = new AtomicLong();

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        proxy = FaultProxy.start("127.0.0.1", server.getLocalPort(), new Random(7));
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void goodWeatherPassesEveryByteInOrderAndTheEndToo() throws Exception {
        byte[] sent = new byte[1 << 20];
        new Random(1).nextBytes(sent);
        try (Socket socket = connect()) {
            Thread.ofVirtual().start(() -> sendAll(socket, sent));
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
        }
        await().untilAsserted(() -> assertThat(proxy.open()).isZero());
    }

    @Test
    void aResetIsAnErrorAndAFinIsAnEnd() throws Exception {
        try (Socket reset = echoing();
                Socket ended = echoing()) {
            proxy.cut(Cut.FIN);
            assertThat(ended.getInputStream().read()).isEqualTo(-1);
            assertThat(reset.getInputStream().read()).isEqualTo(-1);
        }
        try (Socket reset = echoing()) {
            proxy.cut(Cut.RST);
            assertThatThrownBy(() -> reset.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void sendingAfterAFinIsReset() throws Exception {
        try (Socket socket = echoing()) {
            proxy.cut(Cut.FIN);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            await().until(() -> isReset(socket));
        }
    }

    private static boolean isReset(Socket socket) {
        try {
            socket.getOutputStream().write('b');
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void aStallHoldsOneDirectionAndResumeDeliversIt() throws Exception {
        try (Socket socket = echoing()) {
            proxy.stall(Direction.DOWN);
            long before = received.get();
            socket.getOutputStream().write('b');
            await().until(() -> received.get() == before + 1);
            assertNothingComes(socket);
            proxy.resume();
            assertThat(socket.getInputStream().read()).isEqualTo('b');
        }
    }

    @Test
    void aStalledConnectionCanBeCut() throws Exception {
        try (Socket socket = echoing()) {
            proxy.stall();
            socket.getOutputStream().write('b');
            proxy.cut(Cut.RST);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void aConnectionThatLostBytesStaysSilentAndANewOneWorks() throws Exception {
        try (Socket socket = echoing()) {
            proxy.lose();
            long before = received.get();
            socket.getOutputStream().write(new byte[100_000]);
            assertNothingComes(socket);
            proxy.resume();
            socket.getOutputStream().write('c');
            assertNothingComes(socket);
            assertThat(received.get()).isEqualTo(before);
        }
        echoing().close();
    }

    @Test
    void plannedCutsFallWhereTheSeedSaysAndLoseOnlyTheRest() throws Exception {
        proxy.cutNewAfter(1000, 2000);
        for (int i = 1; i <= 5; i++) {
            long before = received.get();
            try (Socket socket = connect()) {
                Thread.ofVirtual().start(() -> sendAll(socket, new byte[100_000]));
                drain(socket);
            }
            await().untilAsserted(() -> assertThat(proxy.open()).isZero());
            assertThat(received.get() - before).isLessThanOrEqualTo(2000);
            assertThat(proxy.plannedCuts()).isEqualTo(i);
        }
        proxy.resume();
        echoing().close();
    }

    @Test
    void aLimitedLineTakesItsTime() throws Exception {
        proxy.limit(100_000);
        long start = System.nanoTime();
        try (Socket socket = connect()) {
            Thread.ofVirtual().start(() -> sendAll(socket, new byte[30_000]));
            assertThat(socket.getInputStream().readAllBytes()).hasSize(30_000);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(280));
    }

    @Test
    void aServerThatIsGoneIsAResetAndOneThatMovedIsFoundAgain() throws Exception {
        int oldPort = server.getLocalPort();
        server.close();
        await().until(() -> isRefused(oldPort)); // the thread that accepts may take one more connection after the close
        try (Socket socket = connect()) {
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        assertThat(server.getLocalPort()).isNotEqualTo(oldPort);
        proxy.retarget("127.0.0.1", server.getLocalPort());
        echoing().close();
    }

    private static boolean isRefused(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(proxy.host(), proxy.port());
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    private Socket echoing() throws IOException {
        Socket socket = connect();
        socket.getOutputStream().write('a');
        assertThat(socket.getInputStream().read()).isEqualTo('a');
        return socket;
    }

    /** Silence cannot be awaited as a condition; a short read time-out is what a real peer would use. */
    private static void assertNothingComes(Socket socket) throws IOException {
        socket.setSoTimeout(100);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(PATIENCE_MS);
    }

    private static void drain(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            // The cut was a reset.
        }
    }

    private static void sendAll(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
        } catch (IOException e) {
            // The connection was cut, as the test wants.
        }
    }

    @SuppressWarnings("resource") // Each thread ends with its connection.
    private void serve() {
        ServerSocket listening = server;
        try {
            while (true) {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> echo(socket));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void echo(Socket socket) {
        try (socket) {
            byte[] buffer = new byte[8192];
            int count = socket.getInputStream().read(buffer);
            while (count >= 0) {
                received.addAndGet(count);
                socket.getOutputStream().write(buffer, 0, count);
                count = socket.getInputStream().read(buffer);
            }
        } catch (IOException e) {
            // The connection was cut.
        }
    }
}
