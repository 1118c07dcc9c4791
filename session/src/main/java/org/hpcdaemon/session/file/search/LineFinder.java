package org.hpcdaemon.session.file.search;

import org.jspecify.annotations.Nullable;

/** Finds lines. Used by one thread. */
sealed interface LineFinder permits TextFinder, RegexFinder {
    /**
     * A line that was found.
     *
     * @param begin its first byte in the block
     * @param end behind its last, without its line end
     * @param text without its line end
     * @param at where in the text the match begins
     */
    record Line(int begin, int end, String text, int at) {}

    /** The next one in a block of whole lines, from the begin of a line on; null: there is none. */
    @Nullable
    Line next(TextBlock block, int from);
}
