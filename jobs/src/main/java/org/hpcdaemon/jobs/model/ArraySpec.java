package org.hpcdaemon.jobs.model;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/**
 * What {@code --array} of sbatch(1) says: {@code 0-3}, {@code 1,3,7}, {@code 0-15:4}, {@code 0-99%10}.
 *
 * @param elements ascending; of a plain job only {@link TaskKey#PLAIN}
 * @param atOnce how many may run at the same time
 */
public record ArraySpec(List<Integer> elements, int atOnce) {
    /** SLURM's MaxArraySize is 1001 unless an administrator raises it; each element costs us a row and a folder. */
    private static final int MAX_ELEMENTS = 10_000;

    private static final int HIGHEST = 4_000_000; // as in the protocol, and SLURM's own ceiling (slurm.conf(5))

    private static final Pattern RANGE = Pattern.compile("(\\d{1,7})(?:-(\\d{1,7})(?::(\\d{1,7}))?)?");

    public ArraySpec {
        elements = List.copyOf(elements);
    }

    public static ArraySpec parse(@Nullable String text) {
        if (text == null) {
            return new ArraySpec(List.of(TaskKey.PLAIN), 1);
        }
        int percent = text.indexOf('%');
        TreeSet<Integer> indices = new TreeSet<>();
        for (String part : (percent < 0 ? text : text.substring(0, percent)).split(",", -1)) {
            Matcher range = RANGE.matcher(part);
            if (!range.matches()) {
                throw refused("is not a list of indices such as 0-3, 1,5,7 or 0-99%10");
            }
            int from = Integer.parseInt(range.group(1));
            int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
            int step = range.group(3) == null ? 1 : Integer.parseInt(range.group(3));
            if (to < from || step < 1 || to > HIGHEST || (to - from) / step >= MAX_ELEMENTS) {
                throw refused(
                        "has a range that goes backwards, stands still or has over " + MAX_ELEMENTS + " elements");
            }
            for (int index = from; index <= to; index += step) {
                indices.add(index);
            }
        }
        if (indices.size() > MAX_ELEMENTS) {
            throw refused("has over " + MAX_ELEMENTS + " elements");
        }
        return new ArraySpec(new ArrayList<>(indices), percent < 0 ? indices.size() : atOnce(text, percent));
    }

    /** Whether it is one; else there is one task and it has no index. */
    public boolean array() {
        return elements.getFirst() != TaskKey.PLAIN;
    }

    private static int atOnce(String text, int percent) {
        String number = text.substring(percent + 1);
        if (!number.matches("[1-9]\\d{0,5}")) {
            throw refused("has something else than a number after its %");
        }
        return Integer.parseInt(number);
    }

    private static HpcException refused(String why) {
        return HpcException.invalid("field \"array\" " + why);
    }
}
