package org.hpcdaemon.tools.view;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.hpcdaemon.tools.call.Waiting;
import org.hpcdaemon.tools.text.PlainText;

/** When a look at a terminal has seen enough. */
public final class TerminalWaits {
    /** Programs write a screen in pieces, a network apart; a person would begin to read. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

    private TerminalWaits() {}

    /** Returns whether it is quiet: it printed something, and then nothing. */
    public static boolean untilQuiet(Terminal terminal, Waiting waiting) throws InterruptedException {
        while (!terminal.isOver() && !waiting.step().isZero()) {
            if (terminal.isQuietFor(QUIET)) {
                return true;
            }
            terminal.awaitChange(terminal.next(), POLL_INTERVAL);
        }
        return terminal.isQuietFor(QUIET);
    }

    /** Returns whether that text was printed. */
    public static boolean untilText(Terminal terminal, String text, Waiting waiting) throws InterruptedException {
        while (!seen(terminal, text)) {
            if (terminal.isOver() || waiting.step().isZero()) {
                return seen(terminal, text);
            }
            terminal.awaitChange(terminal.next(), POLL_INTERVAL);
        }
        return true;
    }

    private static boolean seen(Terminal terminal, String text) {
        return PlainText.of(new String(terminal.printed(), StandardCharsets.UTF_8))
                .contains(text);
    }
}
