package org.hpcdaemon.tools.text;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.hpcdaemon.protocol.Unprintable;

/** What a program printed, without what only a terminal makes use of. */
public final class PlainText {
    /** Escape sequences (ECMA-48): of control, of strings up to their end, and the short ones. */
    private static final Pattern ESCAPES = Pattern.compile("\u001b\\[[0-?]*[ -/]*[@-~]"
            + "|\u001b[\\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?"
            + "|\u001b[ -/]*[0-~]");

    private static final Pattern LINE_ENDS = Pattern.compile("\r+\n");

    /** A progress bar writes its line again and again; the last state is what a person would see. */
    private static final Pattern OVERWRITTEN = Pattern.compile("[^\n\r]*\r(?=[^\n\r])");

    private PlainText() {}

    /** As text: invalid UTF-8 becomes U+FFFD. */
    public static String of(byte[] bytes) {
        return of(new String(bytes, StandardCharsets.UTF_8));
    }

    public static String of(String printed) {
        String text = ESCAPES.matcher(printed).replaceAll("");
        text = LINE_ENDS.matcher(text).replaceAll("\n");
        text = OVERWRITTEN.matcher(text).replaceAll("");
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> c == '\n' || c == '\t' || !Unprintable.is(c))
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }

    /** How many of the bytes are whole characters: a piece of a longer text may end within one. */
    public static int wholeCharacters(byte[] bytes, int length) {
        for (int back = 1; back <= Math.min(3, length); back++) {
            int lead = bytes[length - back] & 0xff;
            if (lead >= 0xc0) {
                int needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
                return needed > back ? length - back : length;
            }
            if (lead < 0x80) {
                return length;
            }
        }
        return length;
    }

    /** How many bytes at the beginning continue a character that began before. */
    public static int brokenAtStart(byte[] bytes) {
        int at = 0;
        while (at < Math.min(3, bytes.length) && (bytes[at] & 0xc0) == 0x80) {
            at++;
        }
        return at;
    }
}
