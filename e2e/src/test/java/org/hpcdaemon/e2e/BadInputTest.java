package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.RawSocket;
import org.hpcdaemon.e2e.world.RawSocket.Heard;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.Limits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input over a real route gets a clear error, and harms neither the daemon nor another agent's shell. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputTest {
    private static final String INFO = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"daemon.info\"}";

    private World world;
    private Daemon box;
    private String key;
    private DaemonSession bystander;
    private RemoteShell shell;
    private long connections;
    private RawSocket socket;

    @BeforeAll
    void start(@TempDir Path folder) {
        world = World.start(BadInputTest.class, folder);
        box = world.box();
        key = world.platform().agentKey(World.ADA, "clumsy");
        bystander =
                world.client(world.platform().agentKey(World.ADA, "bystander")).connect(box.id());
        shell = bystander.openShell();
    }

    @AfterAll
    void stop() throws IOException {
        bystander.close();
        world.close();
    }

    @BeforeEach
    void open() throws IOException {
        connections = world.agentSide().accepted() + world.daemonSide().accepted();
        socket = RawSocket.open(world.platform(), key, box.id().value());
    }

    @AfterEach
    void nobodyElseIsHurt() throws IOException {
        socket.close();
        assertThat(shell.run("echo alive").output().head()).isEqualTo("alive\n");
        assertThat(world.agentSide().accepted() + world.daemonSide().accepted())
                .as("connections made: no reconnect was needed")
                .isEqualTo(connections);
    }

    @ParameterizedTest(name = "{1} {2}")
    @MethodSource("badTexts")
    void aBadTextIsAnsweredAndTheRouteGoesOn(String text, int number, String advice) throws IOException {
        socket.text(text);

        assertThat(socket.hear())
                .isInstanceOfSatisfying(
                        Heard.Text.class,
                        heard -> assertThat(heard.text())
                                .contains("\"code\":" + number, "\"advice\":\"fix_input\"", advice)
                                .hasSizeLessThan(1000));
        assertStillAnswers();
    }

    static Stream<Arguments> badTexts() {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}";
        return Stream.of(
                Arguments.of("{\"jsonrpc\":", -32700, "not JSON"),
                Arguments.of("", -32700, "not JSON"),
                Arguments.of("[".repeat(100_000), -32700, "not JSON"),
                Arguments.of("[" + INFO + "]", -32600, "object"),
                Arguments.of("7", -32600, "object"),
                Arguments.of(call.formatted("no.such", "{}"), -32601, "no.such"),
                Arguments.of(call.formatted("daemon.hello", "{}"), -32602, ""),
                Arguments.of(call.formatted("exec.run", "[]"), -32602, "params"),
                Arguments.of(call.formatted("exec.run", "{\"key\":\"k\",\"argv\":\"ls\"}"), -32602, "argv"),
                Arguments.of(call.formatted("exec.run", "{\"key\":\"k\",\"argv\":[1]}"), -32602, "argv"),
                Arguments.of(call.formatted("exec.run", "{\"argv\":[\"ls\"]}"), -32602, "key"),
                Arguments.of(call.formatted("shell.close", "{\"shell\":\"../../etc\"}"), -32602, "shell"),
                Arguments.of(
                        call.formatted("shell.attach", "{\"shell\":\"s_aaaaaaaaaaaa\",\"from\":9223372036854775808}"),
                        -32602,
                        "from"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("badBinaries")
    void aBadBinaryIsAnsweredAndTheRouteGoesOn(byte[] bytes, String advice) throws IOException {
        socket.frame(true, RawSocket.BINARY, bytes);

        assertThat(socket.hear())
                .isInstanceOfSatisfying(
                        Heard.Text.class, heard -> assertThat(heard.text()).contains(advice));
        assertStillAnswers();
    }

    static Stream<Arguments> badBinaries() {
        return Stream.of(
                Arguments.of(new byte[0], "binary message of 0 bytes"),
                Arguments.of(new byte[11], "binary message of 11 bytes"),
                Arguments.of(
                        ByteBuffer.allocate(13)
                                .putInt(1)
                                .putLong(Long.MIN_VALUE)
                                .array(),
                        "past 2^63"),
                Arguments.of(ByteBuffer.allocate(13).putInt(1).putLong(0).array(), "no stream with that number"));
    }

    @ParameterizedTest(name = "{index}: {1}")
    @MethodSource("brokenFrames")
    void aBrokenFrameClosesItsOwnConnectionAndSaysWhy(byte[] bytes, int code) throws IOException {
        socket.send(bytes);

        assertThat(socket.hear()).isInstanceOfSatisfying(Heard.Closed.class, closed -> {
            assertThat(closed.code()).isEqualTo(code);
            assertThat(closed.reason()).isNotEmpty();
        });
    }

    static Stream<Arguments> brokenFrames() {
        byte[] longest = ByteBuffer.allocate(14)
                .put((byte) 0x82)
                .put((byte) 0xff)
                .putLong(Long.MIN_VALUE)
                .array();
        byte[] long62 = ByteBuffer.allocate(14)
                .put((byte) 0x82)
                .put((byte) 0xff)
                .putLong(1L << 62)
                .array();
        return Stream.of(
                Arguments.of(longest, 1009),
                Arguments.of(long62, 1009),
                Arguments.of(new byte[] {(byte) 0x81, 2, 'h', 'i'}, 1002),
                Arguments.of(new byte[] {(byte) 0x83, (byte) 0x80, 0, 0, 0, 0}, 1002),
                Arguments.of(new byte[] {(byte) 0xc1, (byte) 0x80, 0, 0, 0, 0}, 1002),
                Arguments.of(new byte[] {(byte) 0x80, (byte) 0x80, 0, 0, 0, 0}, 1002),
                Arguments.of(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, (byte) 0xc3, '('}, 1007));
    }

    @Test
    void aMessageInManyFramesIsOneMessage() throws IOException {
        byte[] bytes = INFO.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            socket.frame(
                    i == bytes.length - 1, i == 0 ? RawSocket.TEXT : RawSocket.CONTINUATION, new byte[] {bytes[i]});
            socket.frame(true, RawSocket.PING, new byte[0]);
        }

        assertInfo();
    }

    @Test
    void aMessageOverTheLimitIsRefusedAlsoWhenItsFramesAreNot() throws IOException {
        byte[] piece = new byte[Limits.TEXT_BYTES / 2];
        socket.frame(false, RawSocket.TEXT, piece);
        socket.frame(false, RawSocket.CONTINUATION, piece);
        socket.frame(true, RawSocket.CONTINUATION, new byte[1]);

        assertThat(socket.hear())
                .isInstanceOfSatisfying(
                        Heard.Closed.class, closed -> assertThat(closed.code()).isEqualTo(1009));
    }

    @Test
    void oneRequestTooManyIsToldToWait() throws IOException {
        for (int i = 0; i <= Limits.REQUESTS_IN_FLIGHT; i++) {
            socket.text("{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"method\":\"exec.run\",\"params\":{\"key\":\"busy-" + i
                    + "\",\"argv\":[\"sleep\",\"2\"]}}");
        }

        assertThat(socket.hear())
                .isInstanceOfSatisfying(
                        Heard.Text.class,
                        heard -> assertThat(heard.text())
                                .contains(
                                        "\"id\":" + Limits.REQUESTS_IN_FLIGHT, "\"error_code\":\"busy\"", "\"retry\""));
    }

    @Test
    void aFloodOfNonsenseEndsItsOwnRouteOnly() throws IOException {
        int before = (int) box.program().peakMiB();
        try {
            for (int i = 0; i < 200_000; i++) {
                socket.text("x");
            }
        } catch (IOException _) {
            // Closed as too slow: the answers are not read.
        }

        assertThat(box.program().peakMiB() - before).isLessThan(64);
    }

    private void assertStillAnswers() throws IOException {
        socket.text(INFO);
        assertInfo();
    }

    private void assertInfo() throws IOException {
        assertThat(socket.hear())
                .isInstanceOfSatisfying(
                        Heard.Text.class, heard -> assertThat(heard.text()).contains("\"id\":7", "\"daemon\":\"box\""));
    }
}
