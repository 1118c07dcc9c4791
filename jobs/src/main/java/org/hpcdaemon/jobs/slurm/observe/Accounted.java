package org.hpcdaemon.jobs.slurm.observe;

import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.jobs.model.TaskKey;

/**
 * One answer of sacct.
 *
 * @param found by sacct's own names: {@code 12}, {@code 12_3}, and {@code 12_[4-9%2]} of what never began
 */
record Accounted(Map<String, SlurmState.Said> found) {
    Accounted {
        found = Map.copyOf(found);
    }

    /** What is said of a task; empty if there is nothing. */
    Optional<SlurmState.Said> of(String jobId, TaskKey task) {
        if (task.plain()) {
            return Optional.ofNullable(found.get(jobId));
        }
        return Optional.ofNullable(found.get(jobId + "_" + task.element()))
                .or(() -> ofMany(jobId))
                // For a moment, an array that was cancelled before any of it began has its own name.
                .or(() -> Optional.ofNullable(found.get(jobId)));
    }

    /** Elements without a row of their own; the list of them may be cut off, so it is not read. */
    private Optional<SlurmState.Said> ofMany(String jobId) {
        return found.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(jobId + "_["))
                .map(Map.Entry::getValue)
                .findAny();
    }
}
