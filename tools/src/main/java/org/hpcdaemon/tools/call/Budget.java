package org.hpcdaemon.tools.call;

/** How many characters an answer may have. */
public final class Budget {
    /** What every client passes to its model whole. */
    public static final int DEFAULT = 8_000;

    /** What the least of them passes whole when asked to (opencode, 50 KB). */
    public static final int MAX = 50_000;

    private Budget() {}

    public static int of(Arguments given) {
        return given.number("max_output", DEFAULT);
    }
}
