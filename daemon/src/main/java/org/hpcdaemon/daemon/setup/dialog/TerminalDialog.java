package org.hpcdaemon.daemon.setup.dialog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;
import org.jspecify.annotations.Nullable;

/** A person at the terminal, whose lines can be edited and completed. Nothing of it is kept. */
public final class TerminalDialog implements Dialog, AutoCloseable {
    /** Of a default that is shown: a long path whole, of long instructions the beginning. */
    private static final int PRESET_CHARS = 160;

    private final Terminal terminal;
    private final AnswerCompleter completer;
    private final LineReader reader;

    private TerminalDialog(Terminal terminal, AnswerCompleter completer) {
        this.terminal = terminal;
        this.completer = completer;
        this.reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .parser(new WholeLine())
                .completer(completer)
                .variable(LineReader.DISABLE_HISTORY, true)
                .option(Option.DISABLE_EVENT_EXPANSION, true)
                .option(Option.AUTO_FRESH_LINE, false)
                .build();
    }

    /** Whether a person can be asked: standard input and output are a terminal. */
    public static boolean present() throws IOException {
        TerminalProvider provider = provider();
        return provider.isSystemStream(SystemStream.Input) && provider.isSystemStream(SystemStream.Output);
    }

    /**
     * The terminal of this process.
     *
     * @param type as {@code TERM} names it
     * @param paths what a path means as it is typed
     */
    public static TerminalDialog open(String type, Function<String, Path> paths) throws IOException {
        // By the provider and not by JLine's builder, which asks the terminal things that it would answer as if
        // the user typed them. With its signals, so that Ctrl-C at a question is an answer.
        Terminal terminal = provider()
                .sysTerminal(
                        "hpc-daemon",
                        type,
                        false,
                        StandardCharsets.UTF_8,
                        StandardCharsets.UTF_8,
                        StandardCharsets.UTF_8,
                        true,
                        SignalHandler.SIG_DFL,
                        true,
                        SystemStream.Output);
        return new TerminalDialog(terminal, new AnswerCompleter(paths));
    }

    private static TerminalProvider provider() throws IOException {
        return TerminalProvider.load("ffm");
    }

    @Override
    public void say(String line) {
        fitting(line).forEach(terminal.writer()::println);
        terminal.flush();
    }

    @Override
    public String ask(String question, @Nullable String preset, Completion completion) {
        completer.use(completion);
        try {
            String prompt = question + (preset == null ? "" : " [" + shown(preset) + "]") + ": ";
            String answer = reader.readLine(String.join("\n", fitting(prompt)));
            return answer.isBlank() && preset != null ? preset : answer.strip();
        } catch (UserInterruptException | EndOfFileException _) {
            throw new SetupStopped("stopped");
        }
    }

    /** Looked at each time: a window may have been made wider or narrower. */
    private List<String> fitting(String text) {
        return Paragraph.lines(text, terminal.getSize().getColumns());
    }

    private static String shown(String preset) {
        String line = preset.replaceAll("\\s+", " ");
        return line.length() > PRESET_CHARS ? line.substring(0, PRESET_CHARS) + "…" : line;
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }

    /** An answer is text or paths, in which blanks, quotes and backslashes are what they are. */
    private static final class WholeLine extends DefaultParser {
        WholeLine() {
            setQuoteChars(new char[0]);
            setEscapeChars(new char[0]);
        }

        @Override
        public boolean isDelimiterChar(CharSequence buffer, int at) {
            return false;
        }
    }
}
