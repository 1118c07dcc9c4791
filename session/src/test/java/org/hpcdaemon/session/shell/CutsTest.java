package org.hpcdaemon.session.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.session.shell.ShellHarness.CALLER;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.shell.ShellAttached;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.session.stream.AgentStream;
import org.hpcdaemon.session.stream.Shortly;
import org.hpcdaemon.session.stream.TestRoute;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No byte of a live shell is lost or doubled, however often the connection is cut. */
final class CutsTest {
    private static final int CUTS = 200;
    private final ShellHarness harness;
    private final Random random = new Random(42);

    CutsTest(@TempDir Path folder) throws Exception {
        harness = new ShellHarness(folder, "PS1=\nstty -echo raw\n");
    }

    @AfterEach
    void close() {
        harness.close();
    }

    private void type(ShellId shell, String line) {
        harness.shells.write(CALLER, new ShellRequest.Write(harness.key(), shell, Bytes.utf8(line)));
    }

    /** Starts a program with the terminal raw and waits for its first word. */
    private long begin(ShellId shell, String program) {
        AgentStream seen = new AgentStream();
        TestRoute route = harness.route(1, seen);
        harness.attach(shell, "watch", route, 1, null);
        type(shell, "stty raw -echo; printf 'be''gin'; head -c 1 >/dev/null; exec " + program + "\r");
        Shortly.await().until(() -> seen.text().contains("begin"));
        long at = seen.offset();
        harness.shells.detach(CALLER, new ShellRequest.Detach(shell, new org.hpcdaemon.protocol.id.ReaderId("watch")));
        return at;
    }

    @Test
    void aHundredMegabytesOfOutputThroughTwoHundredCuts() {
        int megabytes = 100;
        ShellId shell = harness.open();
        long from = begin(
                shell,
                "sh -c 'for i in $(seq " + megabytes
                        + "); do head -c 1048576 /dev/zero | tr \"\\\\0\" \"\\\\$(printf %o $i)\"; done'");
        AgentStream seen = new AgentStream(0).from(from);
        TestRoute route = harness.route(1, seen);
        harness.attach(shell, "r", route, 1, from);
        type(shell, "x");
        long all = (long) megabytes << 20;
        for (int cut = 1; cut <= CUTS; cut++) {
            long at = from + all * cut / (CUTS + 1) + random.nextInt(100_000) - 50_000;
            awaitOffset(seen, at);
            route.cut();
            route = harness.route(cut, seen);
            harness.attach(shell, "r", route, cut, seen.offset());
        }
        Shortly.await().until(seen::isComplete);
        MessageDigest expected = AgentStream.sha256();
        for (int i = 1; i <= megabytes; i++) {
            byte[] block = new byte[1 << 20];
            Arrays.fill(block, (byte) i);
            expected.update(block);
        }
        assertThat(seen.gaps()).isEmpty();
        assertThat(seen.offset() - from).isEqualTo(all);
        assertThat(seen.hash()).isEqualTo(HexFormat.of().formatHex(expected.digest()));
    }

    private static void awaitOffset(AgentStream seen, long offset) {
        Shortly.await().until(() -> seen.offset() >= offset);
    }

    @Test
    void sixMegabytesOfInputThroughTwoHundredCuts() {
        byte[] input = new byte[6 << 20];
        random.nextBytes(input);
        ShellId shell = harness.open();
        long from = begin(shell, "head -c " + input.length);
        type(shell, "x");
        AgentStream seen = new AgentStream(0).from(from);
        int sent = 0;
        for (int connection = 0; connection <= CUTS; connection++) {
            AgentStream both = seen;
            TestRoute route = harness.route(connection, both);
            ShellAttached attached = harness.attach(shell, "r", route, connection, seen.offset());
            assertThat(attached.inputOffset()).isLessThanOrEqualTo(sent);
            long acknowledged = attached.inputOffset();
            // Sometimes it sends again what the daemon has.
            sent = (int) Math.max(0, attached.inputOffset() - random.nextInt(1000));
            int stop = connection == CUTS
                    ? input.length
                    : Math.min(input.length, sent + random.nextInt(2 * input.length / CUTS) + 1000);
            while (sent < stop) {
                int piece = Math.min(stop - sent, 1 + random.nextInt(20_000));
                long needed = (long) sent + piece - Limits.STREAM_WINDOW;
                if (needed > acknowledged) {
                    Shortly.await().until(() -> both.acknowledgedInput() >= needed);
                }
                route.toDaemon(connection, sent, Arrays.copyOfRange(input, sent, sent + piece));
                sent += piece;
            }
            if (connection < CUTS) {
                route.cut();
            }
        }
        Shortly.await().until(seen::isComplete);
        assertThat(seen.offset() - from).isEqualTo(input.length);
        assertThat(seen.hash())
                .isEqualTo(HexFormat.of().formatHex(AgentStream.sha256().digest(input)));
    }
}
