package org.hpcdaemon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.hpcdaemon.testkit.Cut;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hpc shell} as a person uses it: a process on a real terminal, against a real platform and daemon. */
@Tag("slow")
class ShellOnTerminalTest {
    private static final String DETACH = "\u001d";
    private static final Pattern BACK = Pattern.compile("hpc shell box --attach (s_[a-z0-9]+) --from (\\d+)");

    private static World world;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        world = new World(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
    }

    /**
     * The numbers of the lines {@code n=1}, {@code n=2}, ... in the order in which they were shown. What restores the terminal at the end
     * may stand in the middle of one.
     */
    private static List<Integer> numbers(String shown) {
        return Pattern.compile("\nn=(\\d+)\r")
                .matcher(shown.replaceAll("\u001b(\\[[0-9;?]*[a-zA-Z]|[78>]|\\(B)", ""))
                .results()
                .map(line -> Integer.valueOf(line.group(1)))
                .toList();
    }

    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void whatIsTypedReachesTheShellWithTheTerminalsSizeAndTheShellsExitCodeComesBack() throws Exception {
        try (Screen screen = new Screen(world, 30, 100, "shell", "box")) {
            screen.awaitNotice("Ctrl-] detaches");
            screen.type("stty size; echo $TERM\r").awaitText("\n30 100\r\nxterm\r\n");
            screen.resize(40, 120);
            screen.type("until stty size | grep '40 120'; do sleep 0.1; done\r").awaitText("\n40 120\r\n");
            // Keys that a terminal usually keeps for itself.
            screen.type("trap 'echo cau\"\"ght' INT; echo rea\"\"dy; read x\r").awaitText("\nready\r");
            screen.type("\u0003").awaitText("caught\r\n");
            screen.type("\rexit 7\r");
            assertThat(screen.end()).isEqualTo(7);
        }
    }

    @Test
    void whoLeavesAFullScreenProgramHasAnOrdinaryTerminalAgain() throws Exception {
        try (Screen screen = new Screen(world, 24, 80, "shell", "box")) {
            screen.awaitNotice("Ctrl-] detaches");
            screen.type("printf '\\033[?1049h\\033[?1000h\\033[?25l'; echo full\"\"screen; read x\r")
                    .awaitText("fullscreen");
            screen.type(DETACH);
            assertThat(screen.end()).isZero();
            String left = screen.text().substring(screen.text().indexOf("fullscreen\r"));
            assertThat(left).contains("\u001b[?25h", "\u001b[?1000l", "\u001b[?1049l");
        }
    }

    @Test
    void whoDetachesAndComesBackHasSeenEveryByteOnce() throws Exception {
        String shell;
        String from;
        String seen;
        try (Screen screen = new Screen(world, 24, 80, "shell", "box", "--detach-key", "^b")) {
            screen.awaitNotice("Ctrl-B detaches");
            screen.type(
                    "for i in {1..3000}; do echo n=$i; [ $((i % 10)) = 0 ] && sleep 0.005; done; echo all\"\"done\r");
            screen.awaitText("\nn=300\r");
            screen.type("\u0002");
            assertThat(screen.end()).isZero();
            Matcher back = BACK.matcher(screen.notices());
            assertThat(back.find()).isTrue();
            shell = back.group(1);
            from = back.group(2);
            seen = screen.text().substring(0, screen.text().lastIndexOf("exit="));
        }
        assertThat(numbers(seen)).hasSizeLessThan(3000);
        try (Screen screen = new Screen(world, 24, 80, "shell", "box", "--attach", shell, "--from", from)) {
            screen.awaitText("\nalldone\r").type("exit\r");
            assertThat(screen.end()).isZero();
            // The first line is the terminal's settings, before hpc began.
            assertThat(numbers(seen + screen.text().substring(screen.text().indexOf('\n') + 1)))
                    .isEqualTo(upTo(3000));
        }
    }

    @Test
    void cutsLoseNoByteOfOutputAndTypeNoKeyTwice() throws Exception {
        try (Screen screen = new Screen(world, 24, 80, "shell", "box")) {
            screen.awaitNotice("detaches");
            screen.type("for i in {1..60000}; do echo n=$i; done; echo all\"\"done\r");
            for (int cut = 1; cut <= 5; cut++) {
                screen.awaitText("\nn=" + cut * 8000 + "\r");
                world.network.cut(cut % 2 == 0 ? Cut.RST : Cut.FIN);
            }
            screen.awaitText("\nalldone\r").awaitNotice("connection lost").awaitNotice("connected again");
            screen.type("echo once:");
            world.network.cut(Cut.RST);
            screen.type("twice\r").awaitText("\nonce:twice\r");
            screen.type("exit\r");
            assertThat(screen.end()).isZero();
            assertThat(numbers(screen.text())).isEqualTo(upTo(60_000));
        }
    }

    @Test
    void aSignalThatEndsItLeavesTheTerminalAsItWasAndTheShellRunning() throws Exception {
        try (Screen screen = new Screen(world, 24, 80, "shell", "box")) {
            screen.awaitNotice("detaches");
            screen.type("echo up\"\"here\r").awaitText("\nuphere\r");
            screen.process().destroy();
            assertThat(screen.end()).isEqualTo(128 + 15);
            String shell = screen.notices().replaceFirst("(?s)hpc: shell (\\S+) .*", "$1");
            assertThat(world.hpc("", "shell", "box", "--attach", shell, "--run", "echo still there")
                            .out())
                    .isEqualTo("still there\n");
        }
    }

    @Test
    void aCommandGetsAPipeOrAFileAndNotTheTerminal() throws Exception {
        try (Screen screen = new Screen(world, 24, 80, "exec", "box", "cat")) {
            assertThat(screen.end()).isZero();
        }
        try (Screen screen = new Screen(world, 24, 80, "exec", "box", "cat", "< /etc/passwd")) {
            screen.awaitText("root:x:0:0");
            assertThat(screen.end()).isZero();
        }
        Path endless = world.work.resolve("endless");
        assertThat(new ProcessBuilder("sh", "-c", "mkfifo " + endless).start().waitFor())
                .isZero();
        // A pipe that has no end does not keep a command from its own.
        try (Screen screen = new Screen(world, 24, 80, "exec", "box", "head", "-c4", "<>" + endless)) {
            Files.writeString(endless, "four");
            assertThat(screen.end()).isZero();
            assertThat(screen.text()).contains("four");
        }
    }

    @Test
    void outputThatIsGoneIsNamedWhenAttachingFromTheStart() throws Exception {
        World.Called called = world.hpc("", "shell", "box", "--run", "seq 1000000");
        String shell = called.err().lines().findFirst().orElseThrow().replaceFirst("^shell ", "");
        try (Screen screen = new Screen(world, 24, 80, "shell", "box", "--attach", shell)) {
            screen.awaitNotice("bytes of earlier output are gone").awaitText("\n1000000\r");
            screen.type(DETACH);
            assertThat(screen.end()).isZero();
        }
    }
}
