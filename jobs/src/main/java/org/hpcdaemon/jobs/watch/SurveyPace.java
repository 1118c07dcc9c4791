package org.hpcdaemon.jobs.watch;

import java.time.Duration;
import java.time.Instant;
import org.hpcdaemon.linux.process.Pause;

/**
 * When to ask the scheduler again: soon while jobs change, less and less often while nothing does, and never more often
 * than it allows. Used by one thread.
 */
final class SurveyPace {
    /** A scheduler that takes long is busy: it is left alone for so many times what it took. */
    private static final int REST = 10;

    private final Duration afterHint;
    private final Duration shortest;
    private final Duration longest;
    private Duration interval;
    private Instant askedAt = Instant.MIN;

    /**
     * Starts with the shortest.
     *
     * @param afterHint the least of all, also if something is known to have happened
     */
    SurveyPace(Duration afterHint, Duration shortest, Duration longest) {
        this.afterHint = afterHint;
        this.shortest = shortest;
        this.longest = longest;
        this.interval = shortest;
    }

    /** @param hinted whether something is known to have happened since it was asked */
    boolean due(Instant now, boolean hinted) {
        return Pause.isOver(askedAt, hinted ? afterHint : interval, now);
    }

    void asked(Instant now) {
        askedAt = now;
    }

    /** How the last question went. */
    void answered(boolean somethingChanged, Duration took) {
        Duration next = somethingChanged ? shortest : interval.multipliedBy(3).dividedBy(2);
        Duration rested = max(next, took.multipliedBy(REST));
        interval = rested.compareTo(longest) > 0 ? longest : rested;
    }

    /** Jobs come: as at the start. */
    void quicken() {
        interval = shortest;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
