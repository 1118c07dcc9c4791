package org.hpcdaemon.cli;

import org.hpcdaemon.protocol.Unprintable;
import org.jspecify.annotations.Nullable;

/** Text from outside, made fit for a terminal and for a log. */
public final class Text {
    private Text() {}

    /** {@code -} for what is not there. */
    public static String orDash(@Nullable Object value) {
        return value == null ? "-" : printable(value.toString());
    }

    /**
     * Control characters written as {@code \x1b} and those of bidirectional text as {@code \u005cu202e}, so that a name can neither
     * move the cursor, nor fake a line, nor turn what stands beside it.
     */
    public static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if (Unprintable.is(c)) {
                safe.append((c < 0x100 ? "\\x%02x" : "\\u%04x").formatted(c));
            } else {
                safe.append((char) c);
            }
        });
        return safe.toString();
    }
}
