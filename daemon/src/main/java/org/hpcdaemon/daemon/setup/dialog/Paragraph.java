package org.hpcdaemon.daemon.setup.dialog;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Text as lines that fit, broken between words: a terminal itself breaks within them. */
final class Paragraph {
    /** Longer lines are hard to read, however wide the terminal is. */
    private static final int WIDEST = 100;

    /** For a terminal that does not say how wide it is. */
    private static final int DEFAULT_WIDTH = 80;

    /** Each with the blanks behind it, since a prompt ends with one. */
    private static final Pattern WORDS = Pattern.compile("(?<= )(?=[^ ])");

    private Paragraph() {}

    /**
     * The lines of a text. Those after the first are indented as it is; a word that is too long stays whole.
     *
     * @param columns of the terminal; 0 or less if it does not say
     */
    static List<String> lines(String text, int columns) {
        int width = columns <= 0 ? DEFAULT_WIDTH : Math.min(columns, WIDEST);
        int start = text.length() - text.replaceFirst("^ *(- )?", "").length();
        String indent = " ".repeat(start);
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(text.substring(0, start));
        for (String word : WORDS.split(text.substring(start), -1)) {
            boolean fits = line.length() + word.stripTrailing().length() <= width;
            if (!fits && line.length() > start) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(indent);
            }
            line.append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
