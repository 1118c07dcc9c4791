package org.hpcdaemon.jobs.watch;

import java.time.Duration;
import java.time.Instant;

/**
 * How often the scheduler may be asked, whatever the question and its cause: once in an interval, and what was
 * saved up while it was left alone may be spent at once. Used by one thread.
 */
final class QueryBudget {
    /** The end of a job takes two or three questions; so two jobs that end together are both told of within seconds. */
    private static final int MAX_SAVED = 6;

    /** So many questions about one task cost as much as one about all: even a small queue holds more than these. */
    private static final int OF_ONE = 4;

    private final Duration interval;
    private Instant fullAt = Instant.EPOCH;

    /** @param interval that refills one question; zero: there is no limit */
    QueryBudget(Duration interval) {
        this.interval = interval;
    }

    boolean allows(Instant now) {
        Instant latest = now.plus(interval.multipliedBy(MAX_SAVED));
        if (fullAt.isAfter(latest)) {
            fullAt = latest; // The clock was ahead, and was set back.
        }
        return !now.isBefore(fullAt.minus(interval.multipliedBy(MAX_SAVED - 1)));
    }

    /** @param ofOne whether it was about one task, which a scheduler finds without a look through all */
    void spend(Instant now, boolean ofOne) {
        fullAt = (now.isAfter(fullAt) ? now : fullAt).plus(ofOne ? interval.dividedBy(OF_ONE) : interval);
    }
}
