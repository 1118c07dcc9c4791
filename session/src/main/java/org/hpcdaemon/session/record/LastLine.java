package org.hpcdaemon.session.record;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the whole lines of a file end, and when the last of them was.
 *
 * @param end in bytes from the beginning; 0: there is no whole line
 * @param micros since the recording began
 */
record LastLine(long end, long micros) {
    /** More than the longest line, of 16 KiB that are escaped six-fold, and what may follow it. */
    private static final int TAIL = 1 << 20;

    private static final Pattern EVENT = Pattern.compile("\\[([0-9]{1,12}\\.[0-9]{6}),.*", Pattern.DOTALL);

    static LastLine of(RandomAccessFile file) throws IOException {
        int length = (int) Math.min(TAIL, file.length());
        byte[] tail = new byte[length];
        file.seek(file.length() - length);
        file.readFully(tail);
        // Each byte a character, so that places are the same.
        String text = new String(tail, StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf('\n') + 1;
        int start = end == 0 ? 0 : text.lastIndexOf('\n', end - 2) + 1;
        Matcher event = EVENT.matcher(text.substring(start, Math.max(start, end - 1)));
        return new LastLine(
                end == 0 ? 0 : file.length() - length + end,
                event.matches()
                        ? new BigDecimal(event.group(1)).movePointRight(6).longValueExact()
                        : 0);
    }
}
