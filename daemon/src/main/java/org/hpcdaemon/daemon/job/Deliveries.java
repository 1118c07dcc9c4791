package org.hpcdaemon.daemon.job;

import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobState;
import org.hpcdaemon.store.StoreException;

/**
 * Jobs of which it is not certain that the scheduler has them: brings each to it, and ends those that it will never
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

    /**
     * Tries each once.
     *
     * @param accepted told which ones the scheduler has
     * @return why the scheduler does not answer; empty if it does
     */
    Optional<String> deliver(Consumer<JobId> accepted) {
        Optional<String> silence = Optional.empty();
        for (JobId job : List.copyOf(jobs)) {
            Optional<String> silent = deliver(job, accepted);
            silence = silent.isPresent() ? silent : silence;
        }
        return silence;
    }

    private Optional<String> deliver(JobId id, Consumer<JobId> accepted) {
        try {
            Optional<StoredJob> found = store.find(id).filter(job -> job.phase() == Phase.SUBMITTING);
            if (found.isEmpty()) {
                jobs.remove(id);
                return Optional.empty();
            }
            switch (submitter.again(found.get())) {
                case Submitter.Delivery.Accepted _ -> accepted.accept(id);
                case Submitter.Delivery.Refused(String message) ->
                    end(id, JobState.FAILED, "the scheduler refused it: " + message);
                case Submitter.Delivery.Withdrawn() -> end(id, JobState.CANCELLED, "cancelled before it was submitted");
                case Submitter.Delivery.NotYet(String reason) -> {
                    return Optional.of(reason);
                }
                case Submitter.Delivery.Unanswered(String reason) -> {
                    return Optional.of(reason);
                }
                case Submitter.Delivery.Unclear _ -> {} // asked again at the next survey
            }
        } catch (HpcException | StoreException e) {
            LOG.log(Level.WARNING, "job {0} is not submitted yet; tried again: {1}", id, e.getMessage());
        }
        return Optional.empty();
    }

    private void end(JobId id, JobState state, String reason) {
        ActiveJob unstarted = new ActiveJob(id, store.tasks(id));
        Map<Integer, TaskStatus> ends = new HashMap<>();
        unstarted.forEach((task, element) -> ends.put(element, task.ended(state, reason, clock.instant())));
        active.change(unstarted, ends);
        jobs.remove(id);
    }
}
