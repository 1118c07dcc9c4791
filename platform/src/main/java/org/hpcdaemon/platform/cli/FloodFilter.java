package org.hpcdaemon.platform.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps a client that makes the platform log the same over and over from filling the host's disk: beyond a number, lines of
 * one kind are only counted, and the count is told with the next one. Thread-safe.
 */
final class FloodFilter implements Filter {
    /** Of one kind in a period. All together, a kind writes some 10 MB a day at most, stack traces included. */
    static final int LINES = 20;

    static final Duration PERIOD = Duration.ofMinutes(10);

    /** Of one message: what a peer sent may be in it. Enough to see what it was. */
    static final int CHARS = 500;

    /** As many kinds as there are places that log, each with its level. */
    private final Map<String, Spent> kinds = new HashMap<>();

    private final LongSupplier nanoTime;

    private static final class Spent {
        private long since;
        private int told;
        private long counted;

        Spent(long since) {
            this.since = since;
        }
    }

    FloodFilter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized boolean isLoggable(LogRecord line) {
        long now = nanoTime.getAsLong();
        Spent spent = kinds.computeIfAbsent(line.getLoggerName() + " " + line.getLevel(), _ -> new Spent(now));
        if (now - spent.since > PERIOD.toNanos()) {
            spent.since = now;
            spent.told = 0;
        }
        if (spent.told >= LINES) {
            spent.counted++;
            return false;
        }
        spent.told++;
        String message = shortened(String.valueOf(line.getMessage()));
        line.setMessage(
                spent.counted == 0
                        ? message
                        : message + " (" + spent.counted + " lines of this kind before it were not written)");
        spent.counted = 0;
        return true;
    }

    private static String shortened(String message) {
        return message.length() <= CHARS ? message : message.substring(0, CHARS) + "...";
    }
}
