package org.hpcdaemon.jobs.watch;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ObjIntConsumer;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.model.TaskStatus;
import org.hpcdaemon.protocol.id.JobId;
import org.jspecify.annotations.Nullable;

/**
 * A job that has not ended, as the watcher remembers it: how each of its tasks is, as stored, and nothing else, since
 * there may be ten thousand. Used by one thread at a time.
 */
final class ActiveJob {
    private static final int[] PLAIN = {TaskKey.PLAIN};

    private final JobId id;
    private final int[] elements; // ascending
    private final TaskStatus[] statuses; // of each

    ActiveJob(JobId id, NavigableMap<Integer, TaskStatus> tasks) {
        this.id = id;
        int[] indices = tasks.keySet().stream().mapToInt(Integer::intValue).toArray();
        elements = Arrays.equals(indices, PLAIN) ? PLAIN : indices;
        statuses = tasks.values().toArray(new TaskStatus[0]);
    }

    JobId id() {
        return id;
    }

    /** Absent if it has no such task. */
    @Nullable
    TaskStatus task(int element) {
        int at = Arrays.binarySearch(elements, element);
        return at < 0 ? null : statuses[at];
    }

    /** Whether it has no such task, or that is over. */
    boolean isFinished(int element) {
        TaskStatus status = task(element);
        return status == null || status.finished();
    }

    void forEach(ObjIntConsumer<TaskStatus> look) {
        for (int i = 0; i < elements.length; i++) {
            look.accept(statuses[i], elements[i]);
        }
    }

    List<Integer> elements() {
        return Arrays.stream(elements).boxed().toList();
    }

    /** How all of its tasks are with those changes. */
    NavigableMap<Integer, TaskStatus> with(Map<Integer, TaskStatus> changed) {
        NavigableMap<Integer, TaskStatus> all = new TreeMap<>();
        forEach((status, element) -> all.put(element, Objects.requireNonNullElse(changed.get(element), status)));
        return all;
    }

    void stored(Map<Integer, TaskStatus> changed) {
        changed.forEach((element, status) -> statuses[Arrays.binarySearch(elements, element)] = status);
    }
}
