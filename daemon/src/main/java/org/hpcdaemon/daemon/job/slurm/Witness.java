package org.hpcdaemon.daemon.job.slurm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.hpcdaemon.daemon.job.TaskKey;
import org.hpcdaemon.protocol.id.JobId;

/** One answer of squeue, by our jobs. Jobs of this user that did not come from here are not in it. */
final class Witness {
    private static final String MANY = "many";
    private static final String NO_ELEMENT = "N/A";

    private final Map<JobId, Map<String, QueueRow>> jobs = new HashMap<>();

    /** @param runs whether a row is of the submission that runs, should the same job be there twice */
    Witness(List<QueueRow> rows, Predicate<QueueRow> runs) {
        for (QueueRow row : rows) {
            Tag.job(row.comment())
                    .ifPresent(job -> jobs.computeIfAbsent(job, _ -> new HashMap<>())
                            .merge(
                                    row.ofMany() ? MANY : row.element(),
                                    row,
                                    (one, other) -> runs.test(other) ? other : one));
        }
    }

    /** SLURM's id of a job; empty if it is not there. */
    Optional<String> id(JobId job) {
        Map<String, QueueRow> rows = jobs.get(job);
        return rows == null
                ? Optional.empty()
                : rows.values().stream().findAny().map(QueueRow::jobId);
    }

    Optional<SlurmState.Said> of(TaskKey task) {
        Map<String, QueueRow> rows = jobs.getOrDefault(task.job(), Map.of());
        QueueRow own = rows.get(task.plain() ? NO_ELEMENT : Integer.toString(task.element()));
        if (own == null && !task.plain()) {
            // Of elements that were cancelled before they began, one line without an index is what is left.
            own = rows.getOrDefault(MANY, rows.get(NO_ELEMENT));
        }
        return Optional.ofNullable(own).map(QueueRow::said);
    }
}
