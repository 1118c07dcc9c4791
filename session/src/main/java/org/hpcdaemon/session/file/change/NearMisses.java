package org.hpcdaemon.session.file.change;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lines of a text that look like one that was not found, by the pairs of characters that they have in common. Pure. */
final class NearMisses {
    private static final int MAX_SHOWN = 3;
    private static final double SIMILAR = 0.6;

    /** Of a line: enough to recognise it. */
    private static final int MAX_CHARS = 120;

    /** A longer text is a failure of the editor, not of a finger, and comparing all of it takes a while. */
    private static final int MAX_LINES = 100_000;

    private NearMisses() {}

    private record Candidate(int line, String text, double similarity) {}

    /** As the end of a sentence; empty if nothing is similar. */
    static String words(String text, String missing) {
        String wanted = missing.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
        Set<Integer> pairs = pairs(wanted);
        if (pairs.isEmpty()) {
            return "";
        }
        List<String> lines = text.lines().limit(MAX_LINES).toList();
        List<Candidate> similar = IntStream.range(0, lines.size())
                .mapToObj(i -> new Candidate(i + 1, lines.get(i), similarity(pairs, lines.get(i))))
                .filter(candidate -> candidate.similarity() >= SIMILAR)
                .sorted(Comparator.comparingDouble(Candidate::similarity).reversed())
                .limit(MAX_SHOWN)
                .toList();
        return similar.isEmpty()
                ? ""
                : "; similar: "
                        + similar.stream()
                                .map(each -> "line " + each.line() + ": " + shortened(each.text()))
                                .collect(Collectors.joining(" | "));
    }

    private static double similarity(Set<Integer> wanted, String line) {
        Set<Integer> pairs = pairs(line.strip());
        long common = pairs.stream().filter(wanted::contains).count();
        return pairs.isEmpty() ? 0 : 2.0 * common / (pairs.size() + wanted.size());
    }

    private static Set<Integer> pairs(String line) {
        Set<Integer> pairs = new HashSet<>();
        for (int i = 0; i + 1 < Math.min(line.length(), 4 * MAX_CHARS); i++) {
            pairs.add(line.charAt(i) << 16 | line.charAt(i + 1));
        }
        return pairs;
    }

    private static String shortened(String line) {
        return line.length() <= MAX_CHARS ? line : line.substring(0, MAX_CHARS) + "…";
    }
}
