package org.hpcdaemon.jobs.watch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.hpcdaemon.jobs.model.JobAggregator;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.model.TaskStatus;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.store.JobChange;
import org.hpcdaemon.jobs.store.JobStore;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that are followed, and the one way in which what is known of a job changes: first on disk, together with
 * whom that wakes, then in memory. Jobs may be added by any thread.
 */
final class ActiveJobs {
    /** Jobs whose changes are stored in one transaction, which costs one write to the disk and holds others up. */
    private static final int AT_ONCE = 200;

    private final JobStore store;
    private final JobEnd end;
    private final Scheduler scheduler;
    private final StoreTrouble trouble;
    private final Map<JobId, ActiveJob> jobs = new ConcurrentHashMap<>();

    /**
     * @param scheduler is told of jobs that have ended
     * @param trouble is over once something is stored
     */
    ActiveJobs(JobStore store, JobEnd end, Scheduler scheduler, StoreTrouble trouble) {
        this.store = store;
        this.end = end;
        this.scheduler = scheduler;
        this.trouble = trouble;
    }

    private record Seen(ActiveJob job, Map<Integer, TaskStatus> tasks) {
        /** The end of a job that was given up and then found is not told twice. */
        Map<Integer, TaskStatus> newlyFinished() {
            Map<Integer, TaskStatus> finished = new HashMap<>(tasks);
            finished.entrySet().removeIf(task -> !task.getValue().finished() || job.isFinished(task.getKey()));
            return finished;
        }
    }

    void add(JobId job) {
        jobs.put(job, new ActiveJob(job, store.tasks(job)));
    }

    @Nullable
    ActiveJob get(JobId job) {
        return jobs.get(job);
    }

    boolean isFinished(TaskKey task) {
        ActiveJob job = jobs.get(task.job());
        return job == null || job.isFinished(task.element());
    }

    int count() {
        return jobs.size();
    }

    List<TaskKey> unfinished() {
        List<TaskKey> keys = new ArrayList<>();
        for (ActiveJob job : jobs.values()) {
            job.forEach((task, element) -> {
                if (!task.finished()) {
                    keys.add(new TaskKey(job.id(), element));
                }
            });
        }
        return keys;
    }

    /**
     * Looks at each and stores what has changed, of many jobs in several transactions.
     *
     * @param look finds the tasks of a job that have changed
     * @return whether any has
     */
    boolean change(Function<ActiveJob, Map<Integer, TaskStatus>> look) {
        boolean any = false;
        List<Seen> changes = new ArrayList<>();
        for (ActiveJob job : jobs.values()) {
            Map<Integer, TaskStatus> tasks = look.apply(job);
            if (!tasks.isEmpty()) {
                any = true;
                changes.add(new Seen(job, tasks));
            }
            if (changes.size() == AT_ONCE) {
                store(changes);
                changes.clear();
            }
        }
        if (!changes.isEmpty()) {
            store(changes);
        }
        return any;
    }

    void change(ActiveJob job, Map<Integer, TaskStatus> tasks) {
        store(List.of(new Seen(job, tasks)));
    }

    private void store(List<Seen> seen) {
        Map<JobId, JobInfo> before =
                store.infos(seen.stream().map(each -> each.job().id()).toList());
        List<JobChange> changes = new ArrayList<>();
        for (Seen each : seen) {
            JobInfo known = Objects.requireNonNull(before.get(each.job().id()), "a job's row");
            JobInfo info = JobAggregator.of(known, each.job().with(each.tasks()));
            changes.add(new JobChange(info, each.tasks(), end.of(info, each.newlyFinished())));
        }
        store.change(changes);
        trouble.over();
        seen.forEach(each -> each.job().stored(each.tasks()));
        for (JobChange change : changes) {
            if (change.info().finished()) {
                jobs.remove(change.info().job());
                scheduler.forget(change.info().job());
            }
        }
    }
}
