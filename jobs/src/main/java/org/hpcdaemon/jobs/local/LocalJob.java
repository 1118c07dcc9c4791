package org.hpcdaemon.jobs.local;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hpcdaemon.jobs.folder.JobFolder;
import org.hpcdaemon.jobs.model.Dependency;
import org.hpcdaemon.jobs.model.TaskKey;

/** A job of the local queue: its tasks in order. Guarded by its scheduler's lock. */
final class LocalJob {
    private final QueueEntry entry;
    private final Map<Integer, LocalTask> tasks = new LinkedHashMap<>();

    LocalJob(QueueEntry entry, JobFolder folder, LocalContext context) {
        this.entry = entry;
        for (int element : entry.elements()) {
            tasks.put(element, new LocalTask(new TaskKey(entry.job(), element), folder, context));
        }
    }

    LocalTask task(int element) {
        LocalTask task = tasks.get(element);
        if (task == null) {
            throw new IllegalArgumentException("job " + entry.job() + " has no element " + element);
        }
        return task;
    }

    /** Of each task. */
    int cpus() {
        return entry.cpus();
    }

    List<Dependency> dependencies() {
        return entry.dependencies();
    }

    int cpusInUse() {
        // An element is not asked about once its record was read: whether it has left is checked here.
        tasks.values().stream().filter(LocalTask::holdsCpus).forEach(LocalTask::look);
        return running() * entry.cpus();
    }

    boolean hasWaiting() {
        return running() < entry.atOnce() && tasks.values().stream().anyMatch(LocalTask::waiting);
    }

    Stream<Integer> processorsInUse() {
        return tasks.values().stream().flatMap(task -> task.processors().stream());
    }

    /** Starts the next task that waits, on these processors. Returns whether there was one. */
    boolean startNext(List<Integer> on, Runnable onExit) {
        if (!hasWaiting()) {
            return false;
        }
        tasks.values().stream().filter(LocalTask::waiting).findFirst().ifPresent(task -> task.launch(on, onExit));
        return true;
    }

    void abandon(String reason) {
        tasks.values().stream().filter(LocalTask::waiting).forEach(task -> task.abandon(reason));
    }

    private int running() {
        return (int) tasks.values().stream().filter(LocalTask::holdsCpus).count();
    }
}
