package org.hpcdaemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.rpc.Json;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every program does the same, tried on a small one. */
final class ProgramTest {
    private final HpcException offline = new HpcException(ErrorCode.DAEMON_OFFLINE, "login1 is offline");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** As {@code hpc exec}, which passes on the exit code of a command. */
    @Command(name = "run")
    private static final class Run extends Do implements OwnExitCodes {
        Run(Exception failure) {
            super(failure);
        }

        @Override
        public int exitCode(ErrorCode code) {
            return code == ErrorCode.DAEMON_OFFLINE ? 99 : 98;
        }
    }

    @Command(name = "tool", mixinStandardHelpOptions = true)
    private static final class Tool {}

    @Command(name = "do")
    private static class Do implements Callable<Integer> {
        private final Exception failure;

        @Parameters
        @SuppressWarnings("UnusedVariable") // what is tried is how it is read
        private DaemonId daemon = new DaemonId("none");

        @Option(names = "--json")
        @SuppressWarnings("UnusedVariable") // as above
        private boolean json;

        @Option(names = "--times")
        @SuppressWarnings("UnusedVariable") // as above
        private int times;

        Do(Exception failure) {
            this.failure = failure;
        }

        @Override
        public Integer call() throws Exception {
            throw failure;
        }
    }

    private int tool(Exception failure, String... args) {
        return tool(new PrintStream(out, true, StandardCharsets.UTF_8), failure, args);
    }

    private int tool(PrintStream output, Exception failure, String... args) {
        PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
        return Program.of(
                        new CommandLine(new Tool()),
                        new Verbs().add("do", () -> new Do(failure)).add("run", () -> new Run(failure)),
                        output,
                        errors,
                        new Failures(
                                "tool",
                                output,
                                errors,
                                known -> known.reason()
                                        + (known.code() == ErrorCode.DAEMON_OFFLINE ? "; start it" : "")),
                        args)
                .execute(args);
    }

    @Test
    void anErrorIsOneLineWithTheNextStepAndTheExitCodeOfItsKind() {
        assertThat(tool(offline, "do", "login1")).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("tool: login1 is offline; start it\n");
    }

    @Test
    void withJsonAFailureIsAnObjectOnStandardOutputToo() {
        assertThat(tool(offline, "do", "login1", "--json")).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualToNormalizingNewlines("""
                        {"error":{"code":"daemon_offline","message":"login1 is offline; start it","advice":"retry"}}
                        """);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("tool: login1 is offline; start it\n");
    }

    @Test
    void withJsonAWrongCommandLineIsAnObjectOnStandardOutputToo() {
        for (String[] wrong : new String[][] {{"do", "no such id!", "--json"}, {"dont", "--json"}}) {
            out.reset();
            assertThat(tool(offline, wrong)).isEqualTo(ExitCodes.USAGE);
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .hasLineCount(1)
                    .startsWith("{\"error\":{\"code\":\"invalid_params\",")
                    .contains("--help")
                    .endsWith("\"advice\":\"fix_input\"}}\n");
        }
    }

    @Test
    void aWordBehindTheDelimiterDoesNotAskForJson() {
        assertThat(tool(offline, "do", "no such id!", "--", "--json")).isEqualTo(ExitCodes.USAGE);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void aRefusedValueIsToldByItsNameAlone() {
        assertThat(tool(offline, "do", "no such id!")).isEqualTo(ExitCodes.USAGE);
        assertThat(tool(offline, "do", "login1", "--times", "x")).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        parameter -> assertThat(parameter)
                                .startsWith("tool: <daemon> is not a daemon id: one has up to 63 "),
                        option ->
                                assertThat(option).isEqualTo("tool: --times: 'x' is not an int (see: tool do --help)"));
    }

    @Test
    void aVerbThatPassesOnExitCodesHasItsOwnForFailures() {
        assertThat(tool(offline, "run", "login1")).isEqualTo(99);
        assertThat(tool(offline, "run", "no such id!")).isEqualTo(98);
    }

    @Test
    void anErrorIsFoundInWhatItCaused() {
        assertThat(tool(new CompletionException(offline), "do", "login1")).isEqualTo(ExitCodes.UNREACHABLE);
    }

    @Test
    void anyOtherFailureIsOnePrintableLine() {
        assertThat(tool(new IllegalStateException("\u001b[2Jgone\nsecond line"), "do", "login1"))
                .isEqualTo(ExitCodes.FAILED);
        assertThat(tool(new IllegalStateException(), "do", "login1")).isEqualTo(ExitCodes.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("tool: \\x1b[2Jgone\\x0asecond line\ntool: IllegalStateException\n");
    }

    @Test
    void whatTurnsTextAroundIsWrittenOut() {
        String turned = "a\u202eb\u2066c\u2069d\u200fe\u061cf\u2028g";
        assertThat(Text.printable(turned)).isEqualTo("a\\u202eb\\u2066c\\u2069d\\u200fe\\u061cf\\u2028g");
        assertThat(Text.printable("größe \u0645\u0631\u062d\u0628\u0627 \ud83d\ude00"))
                .isEqualTo("größe \u0645\u0631\u062d\u0628\u0627 \ud83d\ude00");
        assertThat(Json.pretty(List.of(turned, "\u009b2J")))
                .contains("a\\u202eb\\u2066c\\u2069d", "\\u009b2J")
                .doesNotContain("\u202e", "\u009b");
    }

    @Test
    void outputThatDoesNotFitOnTheDiskFailsTheVerbAndSaysSo() throws Exception {
        try (OutputStream full = new FileOutputStream("/dev/full")) {
            assertThat(toolPrintingHelpTo(full, false)).isEqualTo(ExitCodes.FAILED);
        }
        assertThat(err.toString(StandardCharsets.UTF_8))
                .hasLineCount(1)
                .contains("cannot write to standard output: No space left on device");
    }

    @Test
    void aReaderThatLeftEndsTheVerbInSilence() throws Exception {
        Process reader = new ProcessBuilder("sh", "-c", "exec <&-; echo closed; exec sleep 60").start();
        try {
            assertThat(reader.inputReader().readLine()).isEqualTo("closed");
            assertThat(toolPrintingHelpTo(reader.getOutputStream(), true)).isEqualTo(ExitCodes.READER_LEFT);
        } finally {
            reader.destroyForcibly();
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void aListingGoesIntoAPipeInOnePieceAndToATerminalLineByLine() {
        List<String> pieces = new ArrayList<>();
        OutputStream recorder = new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("a byte by itself");
            }

            @Override
            public void write(byte[] bytes, int from, int count) {
                pieces.add(new String(bytes, from, count, StandardCharsets.UTF_8));
            }
        };

        assertThat(toolListingTo(StandardOutput.over(recorder, StandardCharsets.UTF_8, true)))
                .isZero();
        assertThat(pieces).containsExactly("first\nsecond\n");

        pieces.clear();
        assertThat(toolListingTo(StandardOutput.over(recorder, StandardCharsets.UTF_8, false)))
                .isZero();
        assertThat(pieces).containsExactly("first\n", "second\n");
    }

    private int toolListingTo(PrintStream output) {
        @Command(name = "list")
        final class Listing implements Callable<Integer> {
            @Override
            public Integer call() {
                output.println("first");
                output.println("second");
                return ExitCodes.OK;
            }
        }
        PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
        return Program.of(
                        new CommandLine(new Listing()),
                        new Verbs(),
                        output,
                        errors,
                        new Failures("list", output, errors))
                .execute();
    }

    @Test
    void whatAVerbPrintedBeforeItFailedIsThere() {
        PrintStream output = StandardOutput.over(out, StandardCharsets.UTF_8, true);
        output.println("half of it");
        assertThat(tool(output, offline, "do", "login1")).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualToNormalizingNewlines("half of it\n");
    }

    /** Unbuffered, as a process's own standard output is. */
    private int toolPrintingHelpTo(OutputStream target, boolean pipe) {
        OutputStream unbuffered = new FilterOutputStream(target) {
            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                out.write(bytes, from, count);
                out.flush();
            }
        };
        return tool(StandardOutput.over(unbuffered, StandardCharsets.UTF_8, pipe), offline, "--help");
    }

    @Test
    void aWrongCommandLineNamesTheVerbsHelp() {
        assertThat(tool(offline, "do", "no such id!")).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("tool: ").contains("(see: tool do --help)");
    }

    @Test
    void itHasAVersionAndCompletesItsVerbs() {
        assertThat(tool(offline, "--version")).isZero();
        assertThat(tool(offline, "completion", "bash")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("tool ").contains("complete -F _complete_tool");
    }

    @Test
    void aLineOfTheLogStaysOneLine() {
        LogRecord entry = new LogRecord(Level.WARNING, "login1\n2026-01-01T00:00:00Z INFO all is well\u001b[2J");
        assertThat(new OneLineFormatter().format(entry))
                .endsWith(" WARNING login1\\x0a2026-01-01T00:00:00Z INFO all is well\\x1b[2J\n");
    }

    @Test
    void ofAFullDiskTheLogHasOneLineAndOfADefectItsPlace() {
        LogRecord full = new LogRecord(Level.WARNING, "the status file was not written");
        full.setThrown(new UncheckedIOException(new FileSystemException("/h/s", null, "No space left on device")));
        LogRecord defect = new LogRecord(Level.SEVERE, "failed");
        defect.setThrown(new IllegalStateException("a defect"));

        assertThat(new OneLineFormatter().format(full))
                .endsWith(" WARNING the status file was not written: the disk or quota that holds /h/s is full:"
                        + " free some space\n");
        assertThat(new OneLineFormatter().format(defect))
                .contains(" SEVERE failed\n    java.lang.IllegalStateException: a defect\n    at ");
    }
}
