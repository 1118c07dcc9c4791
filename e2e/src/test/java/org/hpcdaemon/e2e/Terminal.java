package org.hpcdaemon.e2e;

import java.io.IOException;
import java.io.InputStream;

/** Reads what a terminal prints, up to words that are expected. */
final class Terminal {
    private final InputStream output;

    Terminal(InputStream output) {
        this.output = output;
    }

    /** Reads on until the words have come. */
    void skipTo(String words) throws IOException {
        String _ = upTo(words);
    }

    /** Everything up to the words, which are its end. */
    String upTo(String words) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (!endsWith(seen, words)) {
            int next = output.read();
            if (next < 0) {
                throw new AssertionError("the terminal ended without \"" + words + "\"; it said: " + seen);
            }
            seen.append((char) next);
        }
        return seen.toString();
    }

    private static boolean endsWith(StringBuilder seen, String words) {
        int start = seen.length() - words.length();
        return start >= 0 && seen.indexOf(words, start) == start;
    }
}
