package org.hpcdaemon.jobs.gridengine.observe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hpcdaemon.jobs.gridengine.command.Tag;
import org.hpcdaemon.protocol.id.JobId;
import org.jspecify.annotations.Nullable;

/**
 * One answer of qstat, by our jobs. Jobs of this user that did not come from here are not in it. One thread adds, another asks after it.
 */
public final class QueueSnapshot {
    private final Function<JobId, Optional<String>> running;
    private final Map<JobId, Entry> jobs = new HashMap<>();

    /** @param running the number of the submission that runs, should the same job be there twice; empty if that is not known */
    public QueueSnapshot(Function<JobId, Optional<String>> running) {
        this.running = running;
    }

    /** One submission: rows of single tasks by their numbers, and those of many. */
    private static final class Entry {
        final String jobId;
        final Map<Integer, QueueRow> single = new HashMap<>();
        final List<QueueRow> many = new ArrayList<>();

        @Nullable
        QueueRow plain;

        Entry(String jobId) {
            this.jobId = jobId;
        }
    }

    public void add(QueueRow row) {
        Tag.job(row.name()).ifPresent(job -> {
            Entry entry = jobs.get(job);
            if (entry == null || (!entry.jobId.equals(row.jobId()) && isTheOne(job, row))) {
                entry = new Entry(row.jobId());
                jobs.put(job, entry);
            }
            if (entry.jobId.equals(row.jobId())) {
                put(entry, row);
            }
        });
    }

    private boolean isTheOne(JobId job, QueueRow row) {
        return running.apply(job).filter(row.jobId()::equals).isPresent();
    }

    private static void put(Entry entry, QueueRow row) {
        if (row.tasks() == null) {
            entry.plain = row;
        } else if (row.tasks().single()) {
            entry.single.merge(row.tasks().ranges().getFirst().first(), row, (one, other) -> one.ended() ? other : one);
        } else {
            entry.many.add(row);
        }
    }

    /** Grid Engine's number of a job; empty if it is not there. */
    public Optional<String> id(JobId job) {
        return Optional.ofNullable(jobs.get(job)).map(entry -> entry.jobId);
    }

    /**
     * What is said of a task that has not ended.
     *
     * @param task its number; absent: of a plain job
     */
    public Optional<QueueRow> alive(JobId job, @Nullable Integer task) {
        return of(job, task).filter(row -> !row.ended());
    }

    private Optional<QueueRow> of(JobId job, @Nullable Integer task) {
        Entry entry = jobs.get(job);
        if (entry == null) {
            return Optional.empty();
        }
        if (task == null) {
            return Optional.ofNullable(entry.plain);
        }
        QueueRow own = entry.single.get(task);
        return own != null && !own.ended()
                ? Optional.of(own)
                : entry.many.stream()
                        .filter(row -> !row.ended()
                                && row.tasks() != null
                                && row.tasks().has(task))
                        .findFirst();
    }
}
