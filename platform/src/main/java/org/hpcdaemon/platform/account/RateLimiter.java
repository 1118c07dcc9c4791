package org.hpcdaemon.platform.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/**
 * At most {@code burst} at once for each subject, refilled evenly over {@code period}: the generic cell rate
 * algorithm, which remembers one instant for each subject. Forgets everything with the process, so what must hold
 * across restarts is counted in the database instead. Thread-safe.
 */
final class RateLimiter {
    /** Subjects remembered, 1 MB or so. An attacker with more addresses than this needs no forgotten one. */
    private static final int SUBJECTS = 10_000;

    private final String what;
    private final Duration interval;
    private final Duration tolerance;
    private final InstantSource clock;

    /** When the subject's bucket will be full again; the least recently used first. Guarded by itself. */
    private final Map<String, Instant> fullAt = new LinkedHashMap<>(16, 0.75f, true);

    RateLimiter(String what, int burst, Duration period, InstantSource clock) {
        this.what = what;
        this.interval = period.dividedBy(burst);
        this.tolerance = period.minus(interval);
        this.clock = clock;
    }

    /** Counts one; throws {@link HpcException} with {@link ErrorCode#RATE_LIMITED}, saying when to come back. */
    void take(String subject) {
        synchronized (fullAt) {
            Instant now = clock.instant();
            Instant from = fullAt.getOrDefault(subject, now);
            if (from.isBefore(now)) {
                from = now;
            }
            Instant latest = now.plus(tolerance).plus(interval);
            if (from.isAfter(latest)) {
                // The clock was ahead, and was set back: what it counted then counts for one period, from now on.
                from = latest;
                fullAt.put(subject, from);
            }
            Duration early = Duration.between(now, from).minus(tolerance);
            if (early.isPositive()) {
                throw new HpcException(
                        ErrorCode.RATE_LIMITED,
                        "too many " + what + " from this address: retry in " + (early.toSeconds() + 1) + " s");
            }
            fullAt.put(subject, from.plus(interval));
            if (fullAt.size() > SUBJECTS) {
                fullAt.remove(fullAt.keySet().iterator().next());
            }
        }
    }
}
