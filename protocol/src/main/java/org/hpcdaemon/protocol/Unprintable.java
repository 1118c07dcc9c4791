package org.hpcdaemon.protocol;

/** Characters that do something to a terminal instead of being shown: move the cursor, end a line, turn the direction of text. */
public final class Unprintable {
    private Unprintable() {}

    /** Control characters of C0 and C1, DEL, line and paragraph separators, and the controls of bidirectional text (UAX 9). */
    public static boolean is(int c) {
        return Character.isISOControl(c)
                || c == 0x061c
                || c == 0x200e
                || c == 0x200f
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069);
    }
}
