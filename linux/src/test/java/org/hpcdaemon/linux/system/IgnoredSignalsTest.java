package org.hpcdaemon.linux.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.hpcdaemon.cli.SignalHandlers;
import org.junit.jupiter.api.Test;

final class IgnoredSignalsTest {
    /** As nohup and a script's "&" start it. */
    private static final String STARTER = "trap '' HUP INT TERM USR1; exec \"$@\"";

    @Test
    void childrenIgnoreNothingAndTheProcessItselfGoesOnIgnoring() throws Exception {
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        STARTER,
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Started.class.getName())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(printed.lines())
                .containsExactly("before: HUP INT TERM USR1", "after:", "alive after HUP INT TERM USR1");
        assertThat(process.waitFor()).isZero();
    }

    /** What is started so. */
    static final class Started {
        private Started() {}

        public static void main(String[] args) throws Exception {
            System.out.println("before:" + ignoredByChildren());
            IgnoredSignals.keepFromChildren(name -> SignalHandlers.handle(name, () -> {}));
            System.out.println("after:" + ignoredByChildren());
            child("for s in HUP INT TERM USR1; do kill -$s "
                    + ProcessHandle.current().pid() + "; done");
            System.out.println("alive after HUP INT TERM USR1");
        }

        private static String ignoredByChildren() throws Exception {
            return child("""
                    set -- $(grep SigIgn: /proc/self/status)
                    for signal in 1:HUP 2:INT 15:TERM 10:USR1; do
                        [ $(((0x$2 >> (${signal%:*} - 1)) & 1)) = 0 ] || printf ' %s' "${signal#*:}"
                    done
                    """);
        }

        private static String child(String script) throws IOException, InterruptedException {
            Process child = new ProcessBuilder("sh", "-c", script).start();
            String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(child.waitFor()).isZero();
            return printed;
        }
    }
}
