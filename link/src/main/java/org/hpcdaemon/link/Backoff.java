package org.hpcdaemon.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with full jitter: a uniformly random wait below a bound that doubles, so that daemons cut
 * off together do not come back together (AWS Architecture Blog, "Exponential Backoff And Jitter").
 *
 * @param base the bound of the first wait
 * @param cap the bound that no wait exceeds
 */
public record Backoff(Duration base, Duration cap, RandomGenerator random) {
    private static final Duration RARE = Duration.ofMinutes(2);

    /** 250 ms is a blink to a person; 30 s keeps 1,000 daemons at some 70 attempts a second together. */
    public static Backoff standard(RandomGenerator random) {
        return new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30), random);
    }

    /**
     * The wait after a failure that lasts until a setting changes. Directories often lock an account after five wrong
     * passwords in as many minutes or so: at most one every two minutes stays below that, and a user who fixed it waits
     * no longer than a coffee.
     */
    public Duration rare() {
        return RARE.plusMillis(random.nextLong(RARE.toMillis() + 1));
    }

    /** The wait before attempt {@code attempt}, counted from 0. */
    public Duration delay(int attempt) {
        long bound = cap.toMillis();
        // Past 2^20 times the base every sensible cap is reached, and the shift cannot overflow.
        if (attempt < 20) {
            bound = Math.min(bound, base.toMillis() << attempt);
        }
        return Duration.ofMillis(random.nextLong(bound + 1));
    }
}
