package org.hpcdaemon.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** A log line for people and for grep: what a peer sent may be in it, and is made {@link Text#printable printable}. */
public final class OneLineFormatter extends Formatter {
    @Override
    public String format(LogRecord entry) {
        StringBuilder line = new StringBuilder()
                .append(entry.getInstant().truncatedTo(ChronoUnit.MILLIS))
                .append(' ')
                .append(entry.getLevel().getName())
                .append(' ')
                .append(Text.printable(formatMessage(entry)));
        if (entry.getThrown() != null) {
            StringWriter trace = new StringWriter();
            entry.getThrown().printStackTrace(new PrintWriter(trace));
            trace.toString().lines().forEach(each -> line.append("\n    ").append(Text.printable(each.strip())));
        }
        return line.append('\n').toString();
    }
}
