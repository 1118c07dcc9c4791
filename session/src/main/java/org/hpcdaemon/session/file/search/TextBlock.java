package org.hpcdaemon.session.file.search;

import java.nio.charset.StandardCharsets;

/** Whole lines of a file. */
final class TextBlock {
    private final byte[] bytes;
    private final int end;
    private final String latin;

    /** @param end behind the last of the bytes that count */
    TextBlock(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
        this.latin = new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    }

    int end() {
        return end;
    }

    /** A character for each byte, which the JVM searches many at a time. */
    String latin() {
        return latin;
    }

    int lineBegin(int at) {
        return latin.lastIndexOf('\n', at - 1) + 1;
    }

    int lineEnd(int at) {
        int found = latin.indexOf('\n', at);
        return found < 0 ? end : found;
    }

    /** Without a carriage return before the line end. */
    String text(int from, int to) {
        int last = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        return new String(bytes, from, last - from, StandardCharsets.UTF_8);
    }

    long lines(int from, int to) {
        long lines = 0;
        for (int i = from; i < to; i++) {
            lines += bytes[i] == '\n' ? 1 : 0;
        }
        return lines;
    }
}
