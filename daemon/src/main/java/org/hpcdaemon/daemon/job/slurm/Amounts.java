package org.hpcdaemon.daemon.job.slurm;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.protocol.message.MemoryAmount;
import org.jspecify.annotations.Nullable;

/** Values of sbatch(1)'s options as numbers; absent for what is none, such as {@code 2-4} or {@code UNLIMITED}. */
final class Amounts {
    private static final Pattern DAYS = Pattern.compile("(\\d{1,4})-(\\d{1,4})(?::(\\d{1,2})(?::(\\d{1,2}))?)?");
    private static final Pattern CLOCK = Pattern.compile("(?:(\\d{1,5}):)?(\\d{1,6}):(\\d{1,2})");

    private Amounts() {}

    static @Nullable Integer number(String text) {
        return text.matches("[1-9]\\d{0,7}") ? Integer.valueOf(text) : null;
    }

    /** Of {@code --mem}; absent for none, which there means all of a node. */
    static @Nullable Long megabytes(String text) {
        OptionalLong amount = MemoryAmount.mebibytes(text);
        return amount.isPresent() && amount.getAsLong() > 0 ? amount.getAsLong() : null;
    }

    /** Of {@code --time}: minutes, {@code M:S}, {@code H:M:S}, {@code D-H}, {@code D-H:M} or {@code D-H:M:S}. */
    static @Nullable Long seconds(String text) {
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
        return seconds == 0 ? null : seconds;
    }

    private static long part(Matcher matcher, int group) {
        String text = matcher.group(group);
        return text == null ? 0 : Long.parseLong(text);
    }
}
