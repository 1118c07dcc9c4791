package org.hpcdaemon.daemon.cluster.slurm;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code scontrol --oneliner show}: {@code Key=value Key=value}. Values with blanks in them (OS, Reason)
 * are not for this; keys that a version does not have are absent.
 */
record KeyValues(String line) {
    private static final List<String> NOTHING = List.of("", "(null)", "N/A", "n/a", "NONE", "UNLIMITED", "INFINITE");

    /** The value; absent if there is none, or if it says that there is none or no limit. */
    @Nullable
    String text(String key) {
        Matcher found = Pattern.compile("(?:^|\\s)" + key + "=(\\S*)").matcher(line);
        return !found.find() || NOTHING.contains(found.group(1)) ? null : found.group(1);
    }

    /** The value as a number; absent also if it is none. */
    @Nullable
    Long number(String key) {
        String value = text(key);
        return value != null && value.matches("\\d{1,18}") ? Long.valueOf(value) : null;
    }

    int count(String key) {
        Long value = number(key);
        return value == null ? 0 : (int) Math.min(value, Integer.MAX_VALUE);
    }

    /** A list with commas; ALL is no restriction, and so is nothing. */
    List<String> list(String key) {
        String value = text(key);
        return value == null || value.equals("ALL")
                ? List.of()
                : Stream.of(value.split(",")).filter(part -> !part.isEmpty()).toList();
    }
}
