package org.hpcdaemon.agent.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.ControlFlag;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Attributes.OutputFlag;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;
import org.jline.utils.Signals;

/**
 * The terminal that is this process's standard input: raw from {@link #raw} until closed, as it was before and
 * after. Bytes are read from standard input and written to standard output by its user. Thread-safe.
 */
public final class LocalTerminal implements AutoCloseable {
    /** In character cells. */
    public record Size(int rows, int cols) {
        /** What the protocol takes for either; no screen has more. */
        private static final int MAX_CELLS = 1000;

        static Optional<Size> of(int rows, int cols) {
            // Some terminals do not know their size and say 0.
            return rows <= 0 || cols <= 0
                    ? Optional.empty()
                    : Optional.of(new Size(Math.min(rows, MAX_CELLS), Math.min(cols, MAX_CELLS)));
        }
    }

    private final Terminal terminal;
    private final Attributes original;
    private boolean raw;
    private boolean closed;
    private Runnable onResize = () -> {};

    private LocalTerminal(Terminal terminal) {
        this.terminal = terminal;
        this.original = terminal.getAttributes();
    }

    /** Whether standard input is a terminal. */
    public static boolean present() throws IOException {
        return provider().isSystemStream(SystemStream.Input);
    }

    /** Takes it, unchanged. */
    public static LocalTerminal open() throws IOException {
        TerminalProvider provider = provider();
        SystemStream screen = provider.isSystemStream(SystemStream.Output) ? SystemStream.Output : SystemStream.Error;
        // By the provider and not by JLine's builder, which asks the terminal things that it would answer as if
        // the user typed them. Without its signals: those would take Ctrl-C and TERM away from the JVM.
        LocalTerminal local = new LocalTerminal(provider.sysTerminal(
                "hpc",
                "dumb",
                false,
                StandardCharsets.UTF_8,
                StandardCharsets.UTF_8,
                StandardCharsets.UTF_8,
                false,
                SignalHandler.SIG_DFL,
                true,
                screen));
        Signals.register("WINCH", local::resized);
        Signals.register("CONT", local::continued);
        return local;
    }

    private static TerminalProvider provider() throws IOException {
        return TerminalProvider.load("ffm");
    }

    /** From now on keys come as they are typed, Ctrl-C too, and output is shown as it is: cfmakeraw(3). */
    public synchronized void raw() {
        raw = true;
        Attributes now = new Attributes(original);
        now.setInputFlags(
                EnumSet.of(
                        InputFlag.IGNBRK,
                        InputFlag.BRKINT,
                        InputFlag.PARMRK,
                        InputFlag.ISTRIP,
                        InputFlag.INLCR,
                        InputFlag.IGNCR,
                        InputFlag.ICRNL,
                        InputFlag.IXON),
                false);
        now.setOutputFlag(OutputFlag.OPOST, false);
        now.setLocalFlags(
                EnumSet.of(LocalFlag.ECHO, LocalFlag.ECHONL, LocalFlag.ICANON, LocalFlag.ISIG, LocalFlag.IEXTEN),
                false);
        now.setControlFlags(EnumSet.of(ControlFlag.PARENB), false);
        now.setControlFlag(ControlFlag.CS8, true);
        now.setControlChar(ControlChar.VMIN, 1);
        now.setControlChar(ControlChar.VTIME, 0);
        terminal.setAttributes(now);
    }

    /** Empty if it does not know. */
    public synchronized Optional<Size> size() {
        if (closed) {
            return Optional.empty();
        }
        org.jline.terminal.Size size = terminal.getSize();
        return Size.of(size.getRows(), size.getColumns());
    }

    /** Has {@code changed} run, on a thread of its own, whenever the size may have changed; it must not block. */
    public synchronized void onResize(Runnable changed) {
        onResize = changed;
    }

    private void resized() {
        Runnable changed;
        synchronized (this) {
            changed = onResize;
        }
        changed.run();
    }

    /** Back from a stop: the shell that had the terminal meanwhile has set it for itself. */
    private void continued() {
        synchronized (this) {
            if (raw && !closed) {
                raw();
            }
        }
        resized();
    }

    /** Puts it back as it was; idempotent. */
    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            terminal.setAttributes(original);
            terminal.close();
        }
    }
}
