package org.hpcdaemon.agent.terminal;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The key that ends a terminal's visit to a shell.
 *
 * @param code the byte that the key sends; null: no key does
 * @param name as people say it
 */
public record DetachKey(@Nullable Byte code, String name) {
    private static final Pattern CONTROL = Pattern.compile("(?:\\^|ctrl-|c-)([@-_a-z])", Pattern.CASE_INSENSITIVE);
    // What a control key takes from its letter (ASCII).
    private static final int CONTROL_BITS = 0x1f;

    /** {@code ^]}, {@code ctrl-]} or {@code c-]}, or {@code none}. Throws {@link IllegalArgumentException}. */
    public static DetachKey parse(String text) {
        if (text.equalsIgnoreCase("none")) {
            return new DetachKey(null, "none");
        }
        Matcher matcher = CONTROL.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a control key; expected one such as ctrl-] or none");
        }
        String letter = matcher.group(1).toUpperCase(Locale.ROOT);
        return new DetachKey((byte) (letter.charAt(0) & CONTROL_BITS), "Ctrl-" + letter);
    }

    /** Where the key is among these bytes, or -1. */
    int in(byte[] typed, int count) {
        for (int i = 0; code != null && i < count; i++) {
            if (typed[i] == code) {
                return i;
            }
        }
        return -1;
    }
}
