package org.hpcdaemon.jobs.watch;

import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.hpcdaemon.jobs.model.Phase;
import org.hpcdaemon.jobs.model.TaskStatus;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.store.JobStore;
import org.hpcdaemon.jobs.store.StoredJob;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.store.StoreException;

/**
 * Jobs that may or may not have reached the scheduler: submits each, and ends those that it will never
 * have. Jobs may be added by any thread; one thread at a time delivers.
 */
final class Deliveries {
    private static final System.Logger LOG = System.getLogger(Deliveries.class.getName());

    private final JobStore store;
    private final Submitter submitter;
    private final ActiveJobs active;
    private final InstantSource clock;
    private final Set<JobId> jobs = ConcurrentHashMap.newKeySet();

    Deliveries(JobStore store, Submitter submitter, ActiveJobs active, InstantSource clock) {
        this.store = store;
        this.submitter = submitter;
        this.active = active;
        this.clock = clock;
    }

    void add(JobId job) {
        jobs.add(job);
    }

    /** Its scheduler has it. */
    void remove(JobId job) {
        jobs.remove(job);
    }

    int count() {
        return jobs.size();
    }

    List<JobId> jobs() {
        return List.copyOf(jobs);
    }

    /**
     * Tries each once, up to the first that the scheduler does not answer about.
     *
     * @param lookups what it said of them
     * @param accepted told which ones it has
     */
    void deliver(Map<JobId, Scheduler.Lookup> lookups, Consumer<JobId> accepted) {
        for (Map.Entry<JobId, Scheduler.Lookup> each : lookups.entrySet()) {
            if (!deliver(each.getKey(), each.getValue(), accepted)) {
                return; // each of the others would wait in vain; they have their turn after the next survey
            }
        }
    }

    /** Returns whether the scheduler answers. */
    private boolean deliver(JobId id, Scheduler.Lookup lookup, Consumer<JobId> accepted) {
        try {
            Optional<StoredJob> found = store.find(id).filter(job -> job.phase() == Phase.SUBMITTING);
            if (found.isEmpty()) {
                jobs.remove(id);
                return true;
            }
            return switch (submitter.again(found.get(), lookup)) {
                case Submitter.Delivery.Accepted _ -> {
                    accepted.accept(id);
                    yield true;
                }
                case Submitter.Delivery.Refused(String message) -> {
                    end(id, JobState.FAILED, "the scheduler refused it: " + message);
                    yield true;
                }
                case Submitter.Delivery.Withdrawn() -> {
                    end(id, JobState.CANCELLED, "cancelled before it was submitted");
                    yield true;
                }
                case Submitter.Delivery.NotYet _ -> true; // it may wait for one of the others
                case Submitter.Delivery.Unclear _ -> lookup instanceof Scheduler.Lookup.Unsure;
            };
        } catch (HpcException | StoreException e) {
            LOG.log(Level.WARNING, "job {0} is not submitted yet; tried again: {1}", id, e.getMessage());
            return true;
        }
    }

    private void end(JobId id, JobState state, String reason) {
        ActiveJob unstarted = new ActiveJob(id, store.tasks(id));
        Map<Integer, TaskStatus> ends = new HashMap<>();
        unstarted.forEach((task, element) -> ends.put(element, task.ended(state, reason, clock.instant())));
        active.change(unstarted, ends);
        jobs.remove(id);
    }
}
