package org.hpcdaemon.linux.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.testkit.Patience;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it counts the descriptors of its own process")
final class PtyTest {
    private static final Map<String, String> ENV = Map.of("PATH", "/usr/bin:/bin", "ONE", "1");

    private static String readAll(Fd fd) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[1000];
        for (int count = fd.read(buffer, -1); count > 0; count = fd.read(buffer, -1)) {
            all.write(buffer, 0, count);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static Spawner.Command sh(String script) {
        return new Spawner.Command(List.of("sh", "-c", script), ENV, "/usr");
    }

    @Test
    void aChildHasTheTerminalAsItsOwnAndNoOtherDescriptor() throws Exception {
        try (Pty pty = Pty.open(7, 99)) {
            Child child = Spawner.onTerminal(
                    sh(
                            "stty size; echo >/dev/tty yes; pwd; echo $ONE; echo $(ps -o pid=,sid= -p $$); ls /proc/self/fd | wc -l"),
                    pty);
            String output = readAll(pty.master());
            // ls itself has the folder open; the unquoted echo takes away the padding of ps, whose columns vary.
            assertThat(output.lines().map(String::strip))
                    .containsExactly("7 99", "yes", "/usr", "1", child.pid() + " " + child.pid(), "4");
            assertThat(child.exit().get()).isEqualTo(new Exit.Code(0));
        }
    }

    @Test
    void exit137IsNotKilledBySignal9() throws Exception {
        Child exits = Spawner.onPipes(sh("exit 137"), false).child();
        Child killed = Spawner.onPipes(sh("kill -9 $$"), false).child();
        assertThat(exits.exit().get()).isEqualTo(new Exit.Code(137));
        assertThat(killed.exit().get()).isEqualTo(new Exit.Signalled(9));
        assertThat(killed.signal(9)).isFalse();
    }

    @Test
    void pipesCarryEveryByteBothWays() throws Exception {
        Spawner.Piped piped = Spawner.onPipes(sh("cat; echo err >&2"), true);
        byte[] all = new byte[256];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) i;
        }
        Fd stdin = java.util.Objects.requireNonNull(piped.stdin());
        try (FdWriter writer = new FdWriter(stdin, "test")) {
            assertThat(writer.write(all)).isTrue();
        }
        byte[] back = new byte[300];
        assertThat(piped.stdout().read(back, -1)).isEqualTo(256);
        assertThat(back).startsWith(all);
        assertThat(readAll(piped.stderr())).isEqualTo("err\n");
        piped.stdout().close();
        piped.stderr().close();
    }

    @Test
    void closingEndsAWaitingReadAtOnceAndLeavesNoDescriptor() throws Exception {
        Pty warm = Pty.open(1, 1);
        warm.close();
        int before = descriptors();
        Pty pty = Pty.open(24, 80);
        Child child = Spawner.onTerminal(sh("trap '' HUP; sleep 100"), pty);
        CompletableFuture<Integer> read = new CompletableFuture<>();
        Threads.start("reader", () -> read.complete(pty.master().read(new byte[10], -1)));
        pty.close();
        assertThat(read.get(120, TimeUnit.SECONDS)).isEqualTo(Fd.END);
        child.signal(9);
        child.exit().get();
        Patience.await().untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(before));
    }

    private static int descriptors() {
        return java.util.Objects.requireNonNull(new File("/proc/self/fd").list()).length;
    }

    @Test
    void aChildHasDefaultSignalsWhateverItsParentDoes() throws Exception {
        Spawner.Piped piped = Spawner.onPipes(sh("grep -E 'SigBlk|SigIgn' /proc/self/status"), false);
        assertThat(readAll(piped.stdout())) // 32 and 33 are glibc's own, between its threads.
                .matches("SigBlk:\t0{16}\nSigIgn:\t0000000[01][08]0000000\n");
    }
}
