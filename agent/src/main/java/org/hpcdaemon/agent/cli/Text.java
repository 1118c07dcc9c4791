package org.hpcdaemon.agent.cli;

import org.jspecify.annotations.Nullable;

/** Text from outside, made fit for a terminal. */
final class Text {
    private Text() {}

    static String orDash(@Nullable Object value) {
        return value == null ? "-" : printable(value.toString());
    }

    /** Control characters replaced, so that a name cannot move the cursor or fake a line. */
    static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? '�' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
