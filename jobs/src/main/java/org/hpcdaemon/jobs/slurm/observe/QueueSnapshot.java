package org.hpcdaemon.jobs.slurm.observe;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.slurm.command.Tag;
import org.hpcdaemon.protocol.id.JobId;

/**
 * One answer of squeue, by our jobs, and of each line no more than is asked for: there may be ten thousand. Jobs of this
 * user that did not come from here are not in it. One thread adds, another asks after it.
 */
public final class QueueSnapshot {
    private static final String NO_ELEMENT = "N/A";

    private record Line(String jobId, SlurmState.Said said) {}

    private final Predicate<QueueRow> runs;
    private final Map<TaskKey, Line> tasks = new HashMap<>();

    /** Of arrays: the line of the elements that have none of their own. */
    private final Map<JobId, Line> rest = new HashMap<>();

    private final Map<JobId, String> arrays = new HashMap<>();

    /** @param runs whether a row is of the submission that runs, should the same job be there twice */
    public QueueSnapshot(Predicate<QueueRow> runs) {
        this.runs = runs;
    }

    public void add(QueueRow row) {
        Tag.job(row.comment()).ifPresent(job -> {
            Line line = new Line(row.jobId(), row.said());
            if (row.ofMany()) {
                rest.merge(job, line, (one, other) -> runs.test(row) ? other : one);
            } else {
                tasks.merge(key(job, row), line, (one, other) -> runs.test(row) ? other : one);
            }
            if (!row.element().equals(NO_ELEMENT)) {
                arrays.put(job, row.jobId());
            }
        });
    }

    private static TaskKey key(JobId job, QueueRow row) {
        return new TaskKey(job, row.element().equals(NO_ELEMENT) ? TaskKey.PLAIN : Integer.parseInt(row.element()));
    }

    /** SLURM's id of a job; empty if it is not there. */
    public Optional<String> id(JobId job) {
        Line plain = tasks.get(new TaskKey(job, TaskKey.PLAIN));
        return plain != null ? Optional.of(plain.jobId()) : Optional.ofNullable(arrays.get(job));
    }

    public Optional<SlurmState.Said> of(TaskKey task) {
        Line own = tasks.get(task);
        if (own == null && !task.plain()) {
            // Of elements that were cancelled before they began, one line without an index is what is left.
            own = rest.getOrDefault(task.job(), tasks.get(new TaskKey(task.job(), TaskKey.PLAIN)));
        }
        return Optional.ofNullable(own).map(Line::said);
    }
}
