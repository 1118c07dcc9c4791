package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.client.ShellAttachment;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code shell.run} on a real daemon, by the SDK: what an agent relies on when it works in a live shell. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ShellRunTest {
    /** A mark of ours as it stands in the terminal's output: an operating system command, number 133. */
    private static final Pattern MARK = Pattern.compile("\\u001b]133;[^\\u0007\\u001b]*(\\u0007|\\u001b\\\\)");

    private final RandomIds ids = RandomIds.secure();
    private World world;
    private Path work;
    private DaemonSession session;
    private RemoteShell shell;

    @BeforeAll
    void start(@TempDir Path folder) {
        world = World.start(ShellRunTest.class, folder);
        HpcClient client = world.client(world.platform().agentKey(World.ADA, "agent"));
        Daemon box = world.box();
        work = box.work();
        session = client.connect(box.id());
    }

    @AfterAll
    void stop() throws IOException {
        session.close();
        world.close();
    }

    @BeforeEach
    void open() {
        shell = session.openShell();
    }

    @AfterEach
    void end() {
        shell.close();
    }

    @Test
    void directoryVariablesAndFunctionsStay() {
        shell.run("mkdir deep; cd deep; export X=42; greet() { echo \"hello $1\"; }");

        ShellRunResult result = shell.run("pwd; echo $X; greet you; (exit 3)");

        String deep = work.resolve("deep").toString();
        assertThat(result.output().head()).isEqualTo(deep + "\n42\nhello you\n");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.cwd()).isEqualTo(deep);
    }

    @Test
    void aCommandMayHaveManyLines() {
        ShellRunResult result = shell.run("for i in 1 2\ndo\n  cat <<END\nline $i\nEND\ndone\nfalse\n");

        assertThat(result.output().head()).isEqualTo("line 1\nline 2\n");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void outputMayEndWithoutANewline() {
        assertThat(shell.run("printf abc").output().head()).isEqualTo("abc");
        assertThat(shell.run("printf def").output().head()).isEqualTo("def");
    }

    @Test
    void aCommandMayPrintTheMarksThemselves() throws IOException {
        String terminal;
        try (ShellAttachment attachment = shell.attach(0L)) {
            long end = shell.run("echo seen").to();
            terminal = new String(attachment.output().readNBytes((int) end), StandardCharsets.ISO_8859_1);
        }
        List<String> marks =
                MARK.matcher(terminal).results().map(MatchResult::group).toList();
        assertThat(marks).isNotEmpty();

        for (String mark : marks) {
            ShellRunResult result = shell.run("echo before; printf '%s' '" + mark + "'; echo after; (exit 5)");

            assertThat(result.output().head()).startsWith("before\n").endsWith("after\n");
            assertThat(result.exitCode()).isEqualTo(5);
        }
    }

    @Test
    void aCommandReadsTheInputItIsGivenAndNeverTheNextCommand() {
        ShellRunResult given = session.call(
                new ShellRequest.Run(
                        ids.key(), shell.id(), "read a; echo \"got $a\"", Bytes.utf8("x y\n"), false, null),
                ShellRunResult.class);
        ShellRunResult none = shell.run("cat; echo end of input");

        assertThat(given.output().head()).isEqualTo("got x y\n");
        assertThat(none.output().head()).isEqualTo("end of input\n");
    }

    @Test
    void aCommandMayEndTheShell() {
        ShellRunResult result = shell.run("echo bye; exit 9");

        assertThat(result.ended()).isTrue();
        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.output().head()).isEqualTo("bye\n");
        assertThat(session.shells().shells()).extracting(ShellInfo::shell).doesNotContain(shell.id());
    }

    @Test
    void tenMegabytesKeepHeadAndTailAndSayWhatIsLeftOut() {
        ShellRunResult result = shell.run("yes 1234567 | head -n 1250000; echo last; (exit 4)");

        String head = result.output().head();
        String tail = result.output().tail();
        assertThat(head).startsWith("1234567\n1234567\n");
        assertThat(tail).endsWith("1234567\nlast\n");
        assertThat(head.length() + result.output().omitted() + tail.length()).isEqualTo(10_000_000 + 5);
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(shell.run("echo next").output().head()).isEqualTo("next\n");
    }
}
