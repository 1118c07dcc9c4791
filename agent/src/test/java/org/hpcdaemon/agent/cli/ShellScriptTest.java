package org.hpcdaemon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hpcdaemon.agent.cli.shared.RemoteExit;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hpc shell} as agents and scripts use it, against a real platform and daemon. */
@Tag("slow")
class ShellScriptTest {
    private static World world;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        world = new World(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
    }

    private static String shellOf(World.Called called) {
        return called.err().lines().findFirst().orElseThrow().replaceFirst("^shell ", "");
    }

    @Test
    void whatOneCommandLeavesInAShellTheNextOneFinds() {
        World.Called first = world.hpc("", "shell", "box", "--run", "cd /usr; export X=42; f() { return 9; }");
        assertThat(first).isEqualTo(new World.Called(0, "", "shell " + shellOf(first) + "\n"));
        String shell = shellOf(first);
        assertThat(world.hpc("", "shell", "box", "--attach", shell, "--run", "pwd; echo $X; printf 'no newline'; f"))
                .isEqualTo(new World.Called(9, "/usr\n42\nno newline", ""));
        assertThat(world.hpc("cd /etc\npwd\nfalse\n", "shell", "box", "--attach", shell))
                .isEqualTo(new World.Called(1, "/etc\n", ""));
        assertThat(world.hpc("", "shell", "box", "--attach", shell, "--json", "--run", "echo hi")
                        .out())
                .contains("\"shell\" : \"" + shell + "\"", "\"exitCode\" : 0", "\"head\" : \"hi\\n\"", "\"/etc\"");
    }

    @Test
    void outputLargerThanAnAnswerIsPrintedWhole() {
        World.Called called = world.hpc("", "shell", "box", "--run", "seq 200000");
        assertThat(called.out().lines()).hasSize(200_000).startsWith("1", "2").endsWith("199999", "200000");
        assertThat(called.err()).hasLineCount(1);
    }

    @Test
    void ofOutputThatTheShellNoLongerHasTheEndsArePrintedAndTheRestIsNamed() {
        World.Called called = world.hpc("", "shell", "box", "--run", "seq 1000000");
        assertThat(called.out()).startsWith("1\n2\n").endsWith("999999\n1000000\n");
        assertThat(called.err()).containsPattern("hpc: \\d+ bytes of output in the middle are left out");
    }

    @Test
    void aTimeOutLeavesTheCommandRunningAndSaysWhere() {
        World.Called called = world.hpc("", "shell", "box", "--timeout", "5s", "--run", "echo early; sleep 60");
        assertThat(called.code()).isEqualTo(RemoteExit.TIMED_OUT);
        assertThat(called.out()).isEqualTo("early\n");
        assertThat(called.err()).contains("still runs in shell " + shellOf(called));
        World.Called busy = world.hpc("", "shell", "box", "--attach", shellOf(called), "--run", "true");
        assertThat(busy.code()).isEqualTo(ExitCodes.NOT_STARTED);
        assertThat(busy.err()).hasLineCount(1).contains("a command runs in this shell");
        assertThat(world.hpc("", "shell", "box", "--close", shellOf(called)).code())
                .isEqualTo(ExitCodes.OK);
    }

    @Test
    void shellsAreListedUntilTheyAreClosed() {
        World.Called opened = world.hpc("", "shell", "box", "--name", "mine", "--cwd", "/usr", "--run", "pwd");
        String shell = shellOf(opened);
        assertThat(opened.out()).isEqualTo("/usr\n");
        assertThat(world.hpc("", "shell", "box", "--list").out())
                .startsWith("SHELL ")
                .contains(shell, "mine", "80x24", "idle");
        assertThat(world.hpc("", "shell", "box", "--list", "--json").out()).contains("\"" + shell + "\"");
        assertThat(world.hpc("", "shell", "box", "--close", shell)).isEqualTo(new World.Called(0, "", ""));
        assertThat(world.hpc("", "shell", "box", "--list").out()).doesNotContain(shell);
    }

    @Test
    void shellsAreClosedByNameSeveralAtATimeOrAll() {
        for (String name : new String[] {"one", "two", "twin", "twin"}) {
            assertThat(world.hpc("", "shell", "box", "--name", name, "--run", "true")
                            .code())
                    .isZero();
        }
        World.Called ambiguous = world.hpc("", "shell", "box", "--close", "one,twin");
        assertThat(ambiguous.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(ambiguous.err()).hasLineCount(1).contains("2 shells are named twin");
        assertThat(world.hpc("", "shell", "box", "--close", "nine").code()).isEqualTo(ExitCodes.FAILED);
        assertThat(world.hpc("", "shell", "box", "--close", "one,two")).isEqualTo(new World.Called(0, "", ""));
        assertThat(world.hpc("", "shell", "box", "--list").out())
                .contains(" twin ")
                .doesNotContain(" one ", " two ");
        assertThat(world.hpc("", "shell", "box", "--close-all")).isEqualTo(new World.Called(0, "", ""));
        assertThat(world.hpc("", "shell", "box", "--list"))
                .isEqualTo(new World.Called(0, "", "no open shells; open one: hpc shell DAEMON\n"));
    }

    @Test
    void inAJobItOpensOnlyIfThatIsOnesOwnAndItsSchedulerCanStartIt() {
        for (String how : new String[] {"--run=true", "--name=as-a-script"}) {
            World.Called unknown = world.hpc("true", "shell", "box", "--job", "j_8k2m4q6s8u0w", how);
            assertThat(unknown.code()).isEqualTo(ExitCodes.NOT_STARTED);
            assertThat(unknown.err()).contains("no job j_8k2m4q6s8u0w");
        }
        String job = world.hpc("", "job", "submit", "box", "--", "sleep", "5022")
                .out()
                .strip();
        World.Called local = world.hpc("", "shell", "box", "--job", job, "--run", "true");
        assertThat(local.code()).isEqualTo(ExitCodes.NOT_STARTED);
        assertThat(local.err()).contains("jobs of this daemon run on its own machine");
        assertThat(world.hpc("", "shell", "box", "--node", "n1", "--run", "true")
                        .err())
                .contains("--element and --node are of a JOB, which is missing");
        World.Called attached = world.hpc("", "shell", "box", "--job", job, "--attach", "s_0123abcd");
        assertThat(attached.code()).isEqualTo(ExitCodes.NOT_STARTED);
        assertThat(attached.err()).contains("--job is for a new shell");
        world.hpc("", "job", "cancel", "box", job);
    }

    @Test
    void anAllocationInWhichNoShellCanBeOpenedIsCancelled() {
        World.Called local = world.hpc("", "shell", "box", "--alloc", "--run", "true", "--", "--name", "held");
        assertThat(local.code()).isEqualTo(ExitCodes.NOT_STARTED);
        assertThat(local.err()).contains("jobs of this daemon run on its own machine");
        assertThat(world.hpc("", "job", "list", "box", "--json").out())
                .containsPattern("\"name\" : \"held\"(?s:.*)(\"CANCELLED\"|\"cancelling\" : true)");
    }

    @Test
    void whatDoesNotGoWithAnAllocationIsRefused() {
        for (String[] wrong : new String[][] {
            {"after --: Unknown option", "--alloc", "--run", "true", "--", "--walltime", "1"},
            {"--alloc is for a new shell in a new job", "--alloc", "--job", "j_0123abcd", "--run", "true"},
            {"--alloc is for a new shell in a new job", "--alloc", "--list"},
            {"--alloc needs a terminal or --run", "--alloc"},
            {"a command goes with --run 'CMD'", "true"},
        }) {
            World.Called called = world.hpc(
                    "",
                    Stream.concat(Stream.of("shell", "box"), Stream.of(wrong).skip(1))
                            .toArray(String[]::new));
            assertThat(called.code())
                    .isEqualTo(List.of(wrong).contains("--list") ? ExitCodes.USAGE : ExitCodes.NOT_STARTED);
            assertThat(called.err()).contains(wrong[0]);
        }
    }

    @Test
    void theColumnsOfTheListAreAsWideAsTheirCells() {
        World.Called opened =
                world.hpc("", "shell", "box", "--name", "a-name-of-more-than-twenty-letters", "--run", "true");
        List<String> lines =
                world.hpc("", "shell", "box", "--list").out().lines().toList();
        assertThat(lines.getFirst().indexOf("NAME")).isEqualTo(lines.getLast().indexOf("a-name-of"));
        for (String column : new String[] {"OPENED", "SIZE", "READERS", "STATE"}) {
            assertThat(lines.getLast().charAt(lines.getFirst().indexOf(column) - 1))
                    .isEqualTo(' ');
            assertThat(lines.getLast().charAt(lines.getFirst().indexOf(column))).isNotEqualTo(' ');
        }
        assertThat(world.hpc("", "shell", "box", "--close", shellOf(opened)).code())
                .isZero();
    }

    @Test
    void aScriptOnStandardInputRunsAsOverSshWithoutATerminal() {
        assertThat(world.hpc("cd /usr\npwd\necho err >&2\ncat <<< in; exit 5\n", "shell", "box"))
                .isEqualTo(new World.Called(5, "/usr\nin\n", "err\n"));
    }

    @Test
    void aShellThatACommandEndsPassesOnItsExitCode() {
        World.Called called = world.hpc("", "shell", "box", "--run", "exit 7");
        assertThat(called.code()).isEqualTo(7);
        assertThat(called.err()).contains("ended shell " + shellOf(called));
    }

    @Test
    void anUnknownShellIsAClearError() {
        World.Called called = world.hpc("", "shell", "box", "--attach", "s_0123456789abcdef", "--run", "true");
        assertThat(called)
                .isEqualTo(new World.Called(
                        ExitCodes.NOT_STARTED,
                        "",
                        "hpc: no shell s_0123456789abcdef; `hpc shell DAEMON --list` lists yours\n"));
        assertThat(world.hpc("", "shell", "box", "--attach", "nonsense", "--run", "true")
                        .code())
                .isEqualTo(ExitCodes.NOT_STARTED);
        assertThat(world.hpc("", "shell", "box", "--attach", "s_0123456789abcdef")
                        .err())
                .hasLineCount(1)
                .contains("--run");
    }

    @Test
    void waitingForAJobEndsWithItsWakeUpAndLeavesThatToOthers() {
        String job = world.hpc("", "job", "submit", "box", "--", "sh", "-c", "sleep 1; exit 3")
                .out()
                .strip();
        assertThat(world.hpc("", "job", "wait", "box", job).code()).isEqualTo(3);
        assertThat(world.hpc("", "events").out()).contains(job);
    }
}
