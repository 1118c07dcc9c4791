package org.hpcdaemon.jobs.watch;

import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.model.JobAggregator;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.model.TaskStatus;
import org.hpcdaemon.jobs.store.JobStore;
import org.hpcdaemon.jobs.verdict.Verdict;

/**
 * Records of tasks that were given up while their state was unknown. Such a record is the truth, and is what
 * agents are told from then on; no agent is woken a second time.
 */
final class LateRecords {
    private final JobStore store;
    private final JobPlaces places;
    private final Verdict verdict;

    LateRecords(JobStore store, JobPlaces places, Verdict verdict) {
        this.store = store;
        this.places = places;
        this.verdict = verdict;
    }

    /** Looks at a task of a job that is not followed any more. */
    void look(TaskKey task, Instant now) {
        NavigableMap<Integer, TaskStatus> tasks = store.tasks(task.job());
        Optional.ofNullable(tasks.get(task.element()))
                .flatMap(given -> verdict.late(given, places.folder(task.job()).task(task.element()), now))
                .ifPresent(truth -> {
                    tasks.put(task.element(), truth);
                    store.info(task.job())
                            .ifPresent(
                                    job -> store.correct(JobAggregator.of(job, tasks), Map.of(task.element(), truth)));
                });
    }
}
