package org.hpcdaemon.sandbox.choose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hpcdaemon.sandbox.Enforcing;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.sandbox.Mechanism;
import org.hpcdaemon.sandbox.OutsideTmp;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code --no-network}: nothing on this machine or beyond is spoken to, however an agent tries. */
@Tag("slow")
final class NoNetworkTest {
    private static final Guarding CUT = new Guarding(IfUnenforced.REFUSE, List.of(), true, false, false);

    @TempDir(factory = OutsideTmp.class)
    private Path folder;

    static Stream<Arguments> everyWay() {
        return Stream.of(Mechanism.values())
                .flatMap(mechanism -> Stream.of(Agent.Way.values()).map(way -> Arguments.of(mechanism, way)));
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void nothingIsReached(Mechanism mechanism, Agent.Way way) throws Exception {
        try (Ears ears = new Ears()) {
            assertThat(attempt(ears, mechanism, way, CUT))
                    .contains("tcp Error", "bash Error", "udp Error", "dns Error", "ipv6 Error", "pair ok")
                    .doesNotContain("Xreached");
            assertThat(ears.heard()).isEmpty();
        }
    }

    /** What the attempts above are worth: with a network they succeed. */
    @ParameterizedTest
    @MethodSource("everyWay")
    void withANetworkTheSameAttemptsArrive(Mechanism mechanism, Agent.Way way) throws Exception {
        try (Ears ears = new Ears()) {
            assertThat(attempt(ears, mechanism, way, Guarding.DEFAULT)).contains("tcp Xreached", "bash Xreached");
            assertThat(ears.heard()).isEqualTo("hello");
        }
    }

    private String attempt(Ears ears, Mechanism mechanism, Agent.Way way, Guarding guarding) throws Exception {
        Enforcing.assumeInstalled("python3");
        try (Agent agent = new Agent(folder, mechanism, guarding)) {
            Enforcing.assumeInForce(agent.guard.level(), mechanism);
            assertThat(agent.guard.level().notes()).noneMatch(note -> note.contains("network"));
            return agent.printed(way, """
                    exec 2>/dev/null; (echo > /dev/tcp/127.0.0.1/%1$d) && echo "bash X""reached" || echo bash Error
                    python3 - <<'E'
                    import socket
                    def attempt(name, family, kind, act):
                        try:
                            with socket.socket(family, kind) as s: act(s)
                            print(name, "X" + "reached")
                        except OSError: print(name, "Error")
                    def ask(s):
                        s.settimeout(1)
                        s.sendto(b"\\x12\\x34\\x01\\x00\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x03org\\x00\\x00\\x01\\x00\\x01", ("127.0.0.1", 53)); s.recv(9)
                    attempt("tcp", socket.AF_INET, socket.SOCK_STREAM, lambda s: s.connect(("127.0.0.1", %1$d)))
                    attempt("udp", socket.AF_INET, socket.SOCK_DGRAM, lambda s: (s.connect(("127.0.0.1", %2$d)), s.send(b"hello"), s.getpeername(), s.settimeout(0.2), s.recv(1)))
                    attempt("dns", socket.AF_INET, socket.SOCK_DGRAM, ask)
                    attempt("ipv6", socket.AF_INET6, socket.SOCK_STREAM, lambda s: s.connect(("::1", %1$d)))
                    a, b = socket.socketpair(); a.send(b"ok"); print("pair", b.recv(2).decode())
                    E
                    """.formatted(ears.tcp.getLocalPort(), ears.udp.getLocalPort()));
        }
    }

    /** A service of this machine. */
    private static final class Ears implements AutoCloseable {
        final ServerSocket tcp = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        final DatagramSocket udp = new DatagramSocket(0, InetAddress.getLoopbackAddress());

        Ears() throws IOException {
            udp.setSoTimeout(1);
        }

        /** The first packet that has come so far. */
        String heard() throws IOException {
            DatagramPacket packet = new DatagramPacket(new byte[99], 99);
            try {
                udp.receive(packet);
                return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            } catch (SocketTimeoutException _) {
                return "";
            }
        }

        @Override
        public void close() throws IOException {
            tcp.close();
            udp.close();
        }
    }
}
