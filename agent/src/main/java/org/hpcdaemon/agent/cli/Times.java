package org.hpcdaemon.agent.cli;

import java.time.Duration;

/** Times as schedulers print them. */
final class Times {
    private Times() {}

    /** {@code 1-02:03:04}: a day and some hours; without the day if there is none. */
    static String clock(Duration time) {
        return (time.toDays() == 0 ? "" : time.toDays() + "-")
                + "%02d:%02d:%02d".formatted(time.toHoursPart(), time.toMinutesPart(), time.toSecondsPart());
    }
}
