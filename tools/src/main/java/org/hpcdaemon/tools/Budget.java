package org.hpcdaemon.tools;

/** How many characters an answer may have. */
final class Budget {
    /** What every client passes to its model whole. */
    static final int USUAL = 8_000;

    /** What the least of them passes whole when asked to (opencode, 50 KB). */
    static final int MOST = 50_000;

    private Budget() {}

    static int of(Given given) {
        return given.number("max_output", USUAL);
    }
}
