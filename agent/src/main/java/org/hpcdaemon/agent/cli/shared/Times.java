package org.hpcdaemon.agent.cli.shared;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Times, for people. */
public final class Times {
    private Times() {}

    /** Without the fraction of the second; absent if there is none. */
    public static @Nullable Instant second(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS);
    }

    /** As schedulers print it: {@code 1-02:03:04} is a day and some hours; without the day if there is none. */
    public static String clock(Duration time) {
        return (time.toDays() == 0 ? "" : time.toDays() + "-")
                + "%02d:%02d:%02d".formatted(time.toHoursPart(), time.toMinutesPart(), time.toSecondsPart());
    }
}
