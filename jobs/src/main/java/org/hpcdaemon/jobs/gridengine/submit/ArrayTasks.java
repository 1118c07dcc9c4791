package org.hpcdaemon.jobs.gridengine.submit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.hpcdaemon.jobs.folder.JobFolder;
import org.hpcdaemon.jobs.model.TaskKey;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of an array as Grid Engine numbers them: from 1 at least, and evenly. An array that fits has its own numbers there; of any
 * other, the tasks are counted from 1, and a table in the job's folder has the element of each in its line.
 *
 * @param table elements in the order of the tasks; empty: each task has its element's number
 */
public record ArrayTasks(List<Integer> table) {
    private static final String FILE = "elements";

    public ArrayTasks {
        table = List.copyOf(table);
    }

    /** Of an array that is to be submitted. */
    static ArrayTasks of(List<Integer> elements) {
        return new ArrayTasks(elements.getFirst() >= 1 && step(elements) > 0 ? List.of() : elements);
    }

    /** Of one that was; of a plain job, too. */
    public static ArrayTasks in(JobFolder folder) {
        Path file = folder.path().resolve(FILE);
        try {
            return new ArrayTasks(
                    Files.exists(file)
                            ? Files.readAllLines(file).stream()
                                    .map(Integer::valueOf)
                                    .toList()
                            : List.of());
        } catch (IOException | NumberFormatException e) {
            return new ArrayTasks(List.of()); // no task is then found, and nothing told of any
        }
    }

    /** Leaves the table where the job finds it. */
    void write(JobFolder folder) throws IOException {
        if (!table.isEmpty()) {
            folder.put(
                    FILE,
                    table.stream()
                            .map(element -> element + "\n")
                            .collect(Collectors.joining())
                            .getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** The value of -t. */
    String range(List<Integer> elements) {
        return table.isEmpty()
                ? elements.getFirst() + "-" + elements.getLast() + ":" + step(elements)
                : "1-" + table.size() + ":1";
    }

    /** Grid Engine's number of an element; absent of a plain job, 0 of an element that is not there. */
    public @Nullable Integer task(int element) {
        if (element == TaskKey.PLAIN) {
            return null;
        }
        return table.isEmpty() ? Integer.valueOf(element) : Integer.valueOf(table.indexOf(element) + 1);
    }

    /** Between two elements each; 0 if that differs. */
    private static int step(List<Integer> elements) {
        int step = elements.size() < 2 ? 1 : elements.get(1) - elements.get(0);
        for (int i = 1; i < elements.size(); i++) {
            if (elements.get(i) - elements.get(i - 1) != step) {
                return 0;
            }
        }
        return step;
    }
}
