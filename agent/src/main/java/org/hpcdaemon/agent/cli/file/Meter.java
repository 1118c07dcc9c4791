package org.hpcdaemon.agent.cli.file;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Shows on a terminal how far a copy is, on one line. Used by one thread. */
final class Meter {
    private static final long PRINT_INTERVAL = Duration.ofMillis(200).toNanos();

    private final PrintStream to;
    private final boolean shown;
    private final String name;
    private final long size;
    private final long first;
    private final long begun = System.nanoTime();
    private long drawn = begun;
    private long done;

    /**
     * Begins to count.
     *
     * @param shown whether anybody looks
     * @param first bytes that an earlier attempt had copied
     */
    Meter(PrintStream to, boolean shown, String name, long size, long first) {
        this.to = to;
        this.shown = shown;
        this.name = name;
        this.size = size;
        this.first = first;
        this.done = first;
    }

    void add(long bytes) {
        done += bytes;
        long now = System.nanoTime();
        if (shown && now - drawn >= PRINT_INTERVAL) {
            drawn = now;
            to.print("\r" + line(now));
            to.flush();
        }
    }

    void end() {
        if (shown) {
            to.println("\r" + line(System.nanoTime()));
        }
    }

    private String line(long now) {
        double seconds = Math.max(1e-3, (now - begun) / 1e9);
        double rate = (done - first) / seconds;
        long left = rate > 0 ? (long) ((size - done) / rate) : 0;
        return String.format(
                Locale.ROOT,
                "%s  %3d%%  %.1f MB  %.1f MB/s  %d:%02d left ",
                name,
                size == 0 ? 100 : done * 100 / size,
                done / 1e6,
                rate / 1e6,
                Math.max(0, left) / 60,
                Math.max(0, left) % 60);
    }
}
