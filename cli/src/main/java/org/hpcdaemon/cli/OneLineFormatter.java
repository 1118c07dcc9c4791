package org.hpcdaemon.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.hpcdaemon.protocol.error.Trouble;

/**
 * A log line for people and for grep: what a peer sent may be in it, and is made {@link Text#printable printable}. Only a defect
 * has a stack trace below it.
 */
public final class OneLineFormatter extends Formatter {
    @Override
    public String format(LogRecord entry) {
        StringBuilder line = new StringBuilder()
                .append(entry.getInstant().truncatedTo(ChronoUnit.MILLIS))
                .append(' ')
                .append(entry.getLevel().getName())
                .append(' ')
                .append(Text.printable(formatMessage(entry)));
        Throwable thrown = entry.getThrown();
        if (thrown != null) {
            Trouble.words(thrown)
                    .ifPresentOrElse(
                            words -> line.append(": ").append(Text.printable(words)),
                            () -> trace(thrown)
                                    .lines()
                                    .forEach(each -> line.append("\n    ").append(Text.printable(each.strip()))));
        }
        return line.append('\n').toString();
    }

    private static String trace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }
}
