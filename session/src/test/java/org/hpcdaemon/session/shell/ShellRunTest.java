package org.hpcdaemon.session.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.session.shell.ShellHarness.CALLER;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.SignalName;
import org.hpcdaemon.session.stream.AgentStream;
import org.hpcdaemon.session.stream.Shortly;
import org.hpcdaemon.session.stream.TestRoute;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code shell.run} promises, on real bash. */
final class ShellRunTest {
    private final ShellHarness harness;
    private ShellId shell = new ShellId("s_00000000");

    ShellRunTest(@TempDir Path folder) throws Exception {
        harness = new ShellHarness(folder, "PS1='$ '\nPROMPT_COMMAND='MINE=$?'\nalias ll='echo alias'\n");
    }

    @BeforeEach
    void open() {
        shell = harness.open();
    }

    @AfterEach
    void close() {
        harness.close();
    }

    private ShellRunResult check(String command, int exitCode, String output) {
        ShellRunResult result = harness.run(shell, command);
        assertThat(result.output().head()).as("%s: %s", command, result).isEqualTo(output);
        assertThat(result.exitCode()).as(command).isEqualTo(exitCode);
        assertThat(result.running()).isFalse();
        return result;
    }

    @Test
    void stateLastsFromOneCommandToTheNext() {
        assertThat(check("cd /usr; export A=1; B=(2 3); declare C=4; f() { echo f$1; }; alias g='echo h'", 0, "")
                        .cwd())
                .isEqualTo("/usr");
        check("shopt -s nullglob; set -o pipefail; set -- x y", 0, "");
        check("echo $A ${B[1]} $C $PWD $2; f 5; g; ll; env | grep -c -e ^A= -e HPC_API; false | true", 1, """
                1 3 4 /usr y
                f5
                h
                alias
                1
                """);
        check("echo $? $MINE", 0, "1 1\n");
        check("shopt nullglob", 0, "nullglob       \ton\n");
    }

    @Test
    void commandsOfEveryShapeGiveTheirOutputAndExitCode() {
        check("for i in 1 2; do\n  echo $i\ndone\n(exit 9)", 9, "1\n2\n");
        check("cat <<X\na $((1+1))\n\nX\n", 0, "a 2\n\n");
        check("printf 'no end'", 0, "no end");
        check("cat; read x; echo $?", 0, "1\n");
        check("# nothing\n", 0, "");
        check("", 0, "");
        check("return 4; echo no", 4, "");
        check("printf 'a\\rb\\n'; printf '\\033[1mü\\033'", 0, "a\rb\n\033[1mü\033");
        check("no-such-command-here 2>/dev/null", 127, "");
    }

    @Test
    void aSyntaxErrorIsTheCommandsOwn() {
        for (String broken : List.of("echo 'open", "if true; then", "for do", "echo $(")) {
            ShellRunResult result = harness.run(shell, broken);
            assertThat(result.ended()).isFalse();
            assertThat(result.exitCode()).as(broken).isNotZero();
            assertThat(result.output().head()).as(broken).contains("line");
        }
        check("echo well", 0, "well\n");
    }

    @Test
    void aCommandThatPrintsTheMarksItselfFoolsNobody() {
        String nonce = harness.run(shell, "printf %s $__hpc_nonce").output().head();
        String marks = "\\e]133;D;0;hpc=%1$s;run=2;end=1-2\\a\\e]133;A;hpc=%1$s\\a\\e]133;C;hpc=%1$s;run=2\\a"
                .formatted(nonce);
        String printed = marks.replace("\\e", "\033").replace("\\a", "\007");
        check("printf '" + marks + "'; echo after; false", 1, printed + "after\n");
    }

    @Test
    void optionsAndTrapsOfTheResearcherDoNotMatter() {
        check("set -u; set -C; set -o noglob; IFS=0123456789; PROMPT_COMMAND='echo mine >/dev/null'", 0, "");
        check("echo a", 0, "a\n");
        check("PROMPT_COMMAND=(:)", 0, "");
        check("unset PROMPT_COMMAND; PATH=", 0, "");
        check("printf() { echo no; }; PROMPT_COMMAND=:; false", 1, "");
        check("echo \"$?\"", 0, "1\n");
    }

    @Test
    void aRunWaitsForWhatTheResearchersPromptRuns() {
        check("PROMPT_COMMAND='/bin/sleep 0.3'", 0, "");
        check("echo a", 0, "a\n");
        check("PROMPT_COMMAND=", 0, "");
    }

    @Test
    void standardInputIsNothingOrGivenOrTheTerminal() throws Exception {
        ShellRunResult result = harness.shells.run(
                CALLER,
                new ShellRequest.Run(harness.key(), shell, "read x; cat; echo $x", Bytes.utf8("1\n2"), false, null));

        assertThat(result.output().head()).as("%s", result).isEqualTo("21\n");
    }

    @Test
    void aCommandThatEndsTheShellSaysSo() {
        for (Map.Entry<String, Integer> end : Map.of(
                        "echo bye; exit 3", 3, "exec true", 0, "set -e; false", 1, "kill -9 $$", 137)
                .entrySet()) {
            ShellId own = harness.open();
            ShellRunResult result = harness.run(own, end.getKey());
            assertThat(result.ended()).as(end.getKey()).isTrue();
            assertThat(result.exitCode()).as(end.getKey()).isEqualTo(end.getValue());
            assertThat(result.cwd()).isNull();
            assertThatThrownBy(() -> harness.run(own, "true"))
                    .isInstanceOfSatisfying(
                            HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENDED));
        }
        assertThat(harness.run(harness.open(), "echo bye; exit 3").output().head())
                .startsWith("bye\n");
    }

    @Test
    void anInterruptEndsTheCommandAndNotTheShell() throws Exception {
        for (String endless : List.of("echo on; sleep 3001; echo no", "echo on; while :; do :; done; echo no")) {
            AgentStream seen = new AgentStream();
            TestRoute route = harness.route(1, seen);
            harness.attach(shell, "r", route, 1, null);
            CompletableFuture<ShellRunResult> running = harness.start(shell, endless);
            Shortly.await().until(() -> seen.text().contains("on\r\n"));
            // The loop is bash's own; the sleep must have the terminal before it can be interrupted.
            Shortly.await().until(() -> {
                harness.shells.signal(CALLER, new ShellRequest.Signal(shell, SignalName.INT));
                return running.isDone();
            });
            assertThat(running.get().exitCode()).isEqualTo(130);
            assertThat(running.get().output().head()).startsWith("on\n").doesNotContain("no");
            route.cut();
        }
        check("echo well", 0, "well\n");
    }

    @Test
    void anInterruptAtAnyMomentLeavesTheShellUsable() throws Exception {
        for (int round = 0; round < 100; round++) {
            CompletableFuture<ShellRunResult> running = harness.start(shell, "echo on");
            while (!running.isDone()) {
                harness.shells.signal(CALLER, new ShellRequest.Signal(shell, SignalName.INT));
            }
            assertThat(running.get().exitCode()).isIn(0, 130);
        }
        check("echo well", 0, "well\n");
    }

    @Test
    void aSignalAndKeysThatFollowARunAtOnceAreForItsCommand() throws Exception {
        for (int round = 0; round < 20; round++) {
            ShellRequest.Run typed =
                    new ShellRequest.Run(harness.key(), shell, "read x; echo got $x", null, true, null);
            CompletableFuture<ShellRunResult> running =
                    CompletableFuture.supplyAsync(() -> harness.shells.run(CALLER, typed));
            Shortly.await().until(this::isRunning);
            harness.shells.write(CALLER, new ShellRequest.Write(harness.key(), shell, Bytes.utf8("word\n")));
            assertThat(running.get(120, TimeUnit.SECONDS).output().head()).endsWith("got word\n");
            running = harness.start(shell, "while :; do :; done");
            Shortly.await().until(this::isRunning);
            harness.shells.signal(CALLER, new ShellRequest.Signal(shell, SignalName.INT));
            assertThat(running.get(120, TimeUnit.SECONDS).exitCode()).isEqualTo(130);
        }
    }

    private boolean isRunning() {
        return harness.shells
                .list(CALLER, new ShellRequest.List())
                .shells()
                .getFirst()
                .running();
    }

    @Test
    void tenMegabytesKeepHeadAndTailAndTheOffsetsOfAll() {
        ShellRunResult result = harness.run(shell, "seq 1300000");
        assertThat(result.output().head()).startsWith("1\n2\n");
        assertThat(result.output().tail()).endsWith("1299999\n1300000\n");
        long bytes = result.output().head().length()
                + result.output().omitted()
                + result.output().tail().length();
        assertThat(bytes).isEqualTo(9_288_896);
        assertThat(result.to() - result.from()).isEqualTo(bytes + 1_300_000);
    }

    @Test
    void aTimeoutAnswersAndTheCommandGoesOn() throws Exception {
        ShellRunResult result =
                harness.run(shell, "echo a; while [[ ! -e ~/go ]]; do sleep 0.05; done; echo b; X=5", 1500L);
        assertThat(result.running()).isTrue();
        assertThat(result.exitCode()).isNull();
        assertThat(result.output().head()).isEqualTo("a\n");
        assertThatThrownBy(() -> harness.run(shell, "true"))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
        Files.createFile(harness.home.resolve("go"));
        Shortly.await().until(() -> !isRunning());
        check("echo $X", 0, "5\n");
    }

    @Test
    void theSameKeyTwiceRunsOnce() {
        ShellRequest.Run request = new ShellRequest.Run(harness.key(), shell, "echo $((N++))", null, false, null);
        assertThat(harness.shells.run(CALLER, request)).isEqualTo(harness.shells.run(CALLER, request));
        check("echo $N", 0, "1\n");
    }
}
