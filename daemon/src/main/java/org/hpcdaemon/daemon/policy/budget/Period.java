package org.hpcdaemon.daemon.policy.budget;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What budgets look back on: so many days, to the moment. */
public enum Period {
    DAY(1),
    WEEK(7),
    MONTH(30);

    private final Duration length;

    Period(int days) {
        length = Duration.ofDays(days);
    }

    public Duration length() {
        return length;
    }

    /** As files and JSON have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By its word; empty if it is none. */
    public static Optional<Period> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }
}
