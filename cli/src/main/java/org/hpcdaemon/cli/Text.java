package org.hpcdaemon.cli;

import org.jspecify.annotations.Nullable;

/** Text from outside, made fit for a terminal and for a log. */
public final class Text {
    private Text() {}

    /** {@code -} for what is not there. */
    public static String orDash(@Nullable Object value) {
        return value == null ? "-" : printable(value.toString());
    }

    /** Control characters written as {@code \x1b}, so that a name can neither move the cursor nor fake a line. */
    public static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if (Character.isISOControl(c)) {
                safe.append("\\x%02x".formatted(c));
            } else {
                safe.append((char) c);
            }
        });
        return safe.toString();
    }
}
