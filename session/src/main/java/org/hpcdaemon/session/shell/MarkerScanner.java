package org.hpcdaemon.session.shell;

import java.nio.charset.StandardCharsets;

/**
 * Finds marks in a shell's output, however it is cut into pieces. Everything that is no mark, or that the listener
 * does not believe, is passed on byte by byte. Not thread-safe: the shell's reader calls it.
 */
final class MarkerScanner {
    // The longest of ours has about 130 bytes.
    private static final int MAX_MARKER_BYTES = 256;
    private static final byte[] START = "\033]133;".getBytes(StandardCharsets.US_ASCII);
    private static final byte ESC = 0x1b;
    private static final byte BEL = 7;

    /** Hears what the output is made of, in order. Offsets are those of the shell's output. */
    interface Listener {
        void text(byte[] bytes, int from, int length);

        /** Returns whether it is believed; if not, it comes again as text. */
        boolean marker(Marker marker, long start, long end);
    }

    private final Marker.Parser parser;
    private final Listener listener;
    private final byte[] held = new byte[MAX_MARKER_BYTES];
    private int holding;
    private long offset;

    MarkerScanner(Marker.Parser parser, Listener listener) {
        this.parser = parser;
        this.listener = listener;
    }

    void feed(byte[] bytes, int length) {
        int textFrom = 0;
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b == ESC) {
                if (holding > 0) {
                    flush();
                } else if (i > textFrom) {
                    listener.text(bytes, textFrom, i - textFrom);
                }
                held[holding++] = b;
            } else if (holding > 0) {
                held[holding++] = b;
                if (b == BEL && holding > START.length) {
                    finish(offset + i + 1);
                } else if (holding == MAX_MARKER_BYTES || (holding <= START.length && b != START[holding - 1])) {
                    flush();
                }
            } else {
                continue;
            }
            textFrom = i + 1;
        }
        if (length > textFrom) {
            listener.text(bytes, textFrom, length - textFrom);
        }
        offset += length;
    }

    private void finish(long end) {
        String sequence = new String(held, 0, holding, StandardCharsets.ISO_8859_1);
        boolean believed = parser.parse(sequence)
                .map(marker -> listener.marker(marker, end - holding, end))
                .orElse(false);
        if (believed) {
            holding = 0;
        } else {
            flush();
        }
    }

    private void flush() {
        listener.text(held, 0, holding);
        holding = 0;
    }

    /** No more output: what was held back is text. */
    void end() {
        if (holding > 0) {
            flush();
        }
    }
}
