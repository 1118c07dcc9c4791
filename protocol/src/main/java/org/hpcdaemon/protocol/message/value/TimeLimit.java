package org.hpcdaemon.protocol.message.value;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A job's time limit as {@code sbatch --time} takes it (sbatch(1)), alike on {@code hpc}'s command line and in the lines of a script. */
public final class TimeLimit {
    private static final Pattern DAYS = Pattern.compile("(\\d{1,4})-(\\d{1,4})(?::(\\d{1,2})(?::(\\d{1,2}))?)?");
    private static final Pattern CLOCK = Pattern.compile("(?:(\\d{1,5}):)?(\\d{1,6}):(\\d{1,2})");

    private TimeLimit() {}

    /**
     * Minutes, {@code M:S}, {@code H:M:S}, {@code D-H}, {@code D-H:M} or {@code D-H:M:S}, in seconds. Empty for anything else, and
     * for 0, which there means no limit.
     */
    public static OptionalLong seconds(String text) {
        Matcher days = DAYS.matcher(text);
        Matcher clock = CLOCK.matcher(text);
        long seconds;
        if (days.matches()) {
            seconds = ((part(days, 1) * 24 + part(days, 2)) * 60 + part(days, 3)) * 60 + part(days, 4);
        } else if (clock.matches()) {
            seconds = (part(clock, 1) * 60 + part(clock, 2)) * 60 + part(clock, 3);
        } else {
            seconds = text.matches("\\d{1,7}") ? Long.parseLong(text) * 60 : 0;
        }
        return seconds == 0 ? OptionalLong.empty() : OptionalLong.of(seconds);
    }

    /** As {@link #seconds}; or a {@link TimeSpan} of whole seconds, which sbatch does not know. */
    public static OptionalLong secondsOrSpan(String text) {
        OptionalLong known = seconds(text);
        return known.isPresent()
                ? known
                : TimeSpan.parse(text)
                        .filter(span -> span.toMillisPart() == 0)
                        .map(span -> OptionalLong.of(span.toSeconds()))
                        .orElse(OptionalLong.empty());
    }

    private static long part(Matcher matcher, int group) {
        String text = matcher.group(group);
        return text == null ? 0 : Long.parseLong(text);
    }
}
