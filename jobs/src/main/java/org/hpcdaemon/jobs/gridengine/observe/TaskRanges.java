package org.hpcdaemon.jobs.gridengine.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Task numbers as qstat lists them: {@code 3}, {@code 3,5}, {@code 3-9:2}. */
record TaskRanges(List<Range> ranges) {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9})(?::(\\d{1,9}))?)?");

    TaskRanges {
        ranges = List.copyOf(ranges);
    }

    record Range(int first, int last, int step) {
        boolean has(int task) {
            return task >= first && task <= last && (task - first) % step == 0;
        }
    }

    /** Empty if it is written in another way. */
    static Optional<TaskRanges> parse(String text) {
        List<Range> found = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher range = RANGE.matcher(part);
            if (!range.matches()) {
                return Optional.empty();
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            int step = range.group(3) == null ? 1 : Integer.parseInt(range.group(3));
            found.add(new Range(first, last, Math.max(1, step)));
        }
        return Optional.of(new TaskRanges(found));
    }

    boolean has(int task) {
        return ranges.stream().anyMatch(range -> range.has(task));
    }

    boolean single() {
        return ranges.size() == 1
                && ranges.getFirst().first() == ranges.getFirst().last();
    }
}
