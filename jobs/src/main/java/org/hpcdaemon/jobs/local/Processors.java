package org.hpcdaemon.jobs.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Which of the machine's processors a task runs on: as many as it asked for, and no others (sched_setaffinity(2)). */
final class Processors {
    private static final String ALLOWED = "Cpus_allowed_list:";

    private Processors() {}

    /** Those that this daemon may run on; empty if the machine does not say. */
    static List<Integer> allowed() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            Optional<String> list =
                    lines.filter(line -> line.startsWith(ALLOWED)).findFirst();
            return list.map(line -> parse(line.substring(ALLOWED.length()).strip()))
                    .orElse(List.of());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Of {@code 0-3,8}; empty for anything else. */
    static List<Integer> parse(String list) {
        if (!list.matches("\\d{1,5}(-\\d{1,5})?(,\\d{1,5}(-\\d{1,5})?)*")) {
            return List.of();
        }
        return Stream.of(list.split(",", -1))
                .flatMapToInt(part -> {
                    String[] ends = part.split("-", -1);
                    return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
                })
                .boxed()
                .toList();
    }

    /**
     * The least used of them. Pure.
     *
     * @param taken by others, each as often as it is
     * @return empty where a choice would keep nothing from the task
     */
    static List<Integer> choose(List<Integer> allowed, int count, Collection<Integer> taken) {
        if (count >= allowed.size()) {
            return List.of();
        }
        List<Integer> byUse = new ArrayList<>(allowed);
        byUse.sort(Comparator.comparingLong(
                processor -> taken.stream().filter(processor::equals).count()));
        return byUse.subList(0, count).stream().sorted().toList();
    }

    static String text(List<Integer> processors) {
        return String.join(",", processors.stream().map(Object::toString).toList());
    }
}
