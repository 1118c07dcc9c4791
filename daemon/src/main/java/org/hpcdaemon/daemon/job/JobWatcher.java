package org.hpcdaemon.daemon.job;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobInfo;
import org.hpcdaemon.protocol.message.JobState;
import org.hpcdaemon.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The one loop that follows jobs: it looks at their records, asks the scheduler about all of them at once and not
 * more often than it allows, and stores what there is evidence for. While no job is active it does nothing at all.
 */
public final class JobWatcher implements AutoCloseable {
    /** Records cost the scheduler nothing, and a file system little. */
    private static final Duration RECORDS_EVERY = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(JobWatcher.class.getName());

    private final JobStore store;
    private final Scheduler scheduler;
    private final Submitter submitter;
    private final JobPlaces places;
    private final JobEnd end;
    private final InstantSource clock;
    private final Verdict verdict;

    private final Map<JobId, ActiveJob> active = new ConcurrentHashMap<>();

    /** Jobs of which it is not certain that the scheduler has them. */
    private final Set<JobId> submitting = ConcurrentHashMap.newKeySet();

    private final Semaphore news = new Semaphore(0);
    private final AtomicBoolean changed = new AtomicBoolean();
    private final Thread loop = Thread.ofVirtual().name("jobs").unstarted(this::run);
    private Instant surveyedAt = Instant.MIN;
    private volatile @Nullable Instant silentSince;

    JobWatcher(
            JobStore store,
            Scheduler scheduler,
            Submitter submitter,
            JobPlaces places,
            JobEnd end,
            InstantSource clock) {
        this.store = store;
        this.scheduler = scheduler;
        this.submitter = submitter;
        this.places = places;
        this.end = end;
        this.clock = clock;
        this.verdict = new Verdict(scheduler.explainsSignals());
    }

    /** Takes up what an earlier daemon left, and begins. */
    public void start() {
        recover();
        scheduler.onChange(this::surveyNow);
        loop.start();
    }

    /** Stops looking. Jobs go on, and the next start learns how they went. */
    @Override
    public void close() {
        loop.interrupt();
        try {
            loop.join(); // so that nothing is written after this
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Since when the scheduler has not answered; empty if it answers. */
    public Optional<Instant> schedulerSilentSince() {
        return Optional.ofNullable(silentSince);
    }

    /** How many jobs have not ended. */
    public int activeJobs() {
        return active.size() + submitting.size();
    }

    void recover() {
        store.inPhase(Phase.SUBMITTING).forEach(job -> submitting.add(job.id()));
        store.inPhase(Phase.ACTIVE).forEach(job -> track(job.info()));
    }

    void track(JobInfo job) {
        submitting.remove(job.job());
        active.put(job.job(), new ActiveJob(job, store.tasks(job.job())));
        news.release();
    }

    void trackSubmission(JobId job) {
        submitting.add(job);
        news.release();
    }

    void surveyNow() {
        changed.set(true);
        news.release();
    }

    private void run() {
        try {
            while (true) {
                news.drainPermits();
                try {
                    pass();
                } catch (StoreException e) {
                    LOG.log(
                            Level.WARNING,
                            "job states are not stored and stay as they were; tried again: {0}",
                            e.getMessage());
                } catch (RuntimeException e) {
                    LOG.log(Level.ERROR, "looking after jobs failed; their states stay as they were; tried again", e);
                }
                if (activeJobs() == 0) {
                    news.acquire();
                } else {
                    news.tryAcquire(pause().toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private Duration pause() {
        Duration surveys = scheduler.surveyEvery();
        return surveys.compareTo(RECORDS_EVERY) < 0 ? surveys : RECORDS_EVERY;
    }

    /** Looks once. */
    void pass() {
        Instant now = clock.instant();
        boolean hinted = changed.getAndSet(false);
        boolean due =
                hinted || surveyedAt.isBefore(now.minus(scheduler.surveyEvery()).plusMillis(1));
        if (due) {
            surveyedAt = now;
            List.copyOf(submitting).forEach(this::deliver);
        }
        Map<TaskKey, Sighting> sightings = due ? survey(now) : Map.of();
        for (ActiveJob job : active.values()) {
            look(job, sightings, now);
        }
    }

    private void deliver(JobId id) {
        Optional<StoredJob> found = store.find(id).filter(job -> job.phase() == Phase.SUBMITTING);
        if (found.isEmpty()) {
            submitting.remove(id);
            return;
        }
        try {
            switch (submitter.again(found.get())) {
                case Submitter.Delivery.Accepted(JobInfo info) -> track(info);
                case Submitter.Delivery.Refused(String message) ->
                    endUnstarted(found.get(), JobState.FAILED, "the scheduler refused it: " + message);
                case Submitter.Delivery.Withdrawn() ->
                    endUnstarted(found.get(), JobState.CANCELLED, "cancelled before it was submitted");
                case Submitter.Delivery.NotYet n -> silent(clock.instant(), n.reason());
                case Submitter.Delivery.Unanswered u -> silent(clock.instant(), u.reason());
                case Submitter.Delivery.Unclear _ -> {} // asked again at the next survey
            }
        } catch (HpcException e) {
            LOG.log(Level.WARNING, "job {0} is not submitted yet; tried again: {1}", id, e.reason());
        }
    }

    private void endUnstarted(StoredJob job, JobState state, String reason) {
        ActiveJob unstarted = new ActiveJob(job.info(), store.tasks(job.id()));
        Map<Integer, TaskStatus> ends = new HashMap<>();
        unstarted.tasks().forEach((element, task) -> ends.put(element, task.ended(state, reason, clock.instant())));
        advance(unstarted, ends);
        submitting.remove(job.id());
    }

    private Map<TaskKey, Sighting> survey(Instant now) {
        List<TaskKey> keys = new ArrayList<>();
        active.values()
                .forEach(job -> job.tasks().forEach((element, task) -> {
                    if (!task.state().terminal()) {
                        keys.add(new TaskKey(job.id(), element));
                    }
                }));
        if (keys.isEmpty()) {
            return Map.of();
        }
        Scheduler.Survey answer = scheduler.survey(keys);
        return switch (answer) {
            case Scheduler.Survey.Answer(Map<TaskKey, Sighting> sightings) -> {
                silentSince = null;
                yield sightings;
            }
            case Scheduler.Survey.Silent(String reason) -> {
                silent(now, reason);
                yield Map.of();
            }
        };
    }

    private void silent(Instant now, String reason) {
        if (silentSince == null) {
            silentSince = now;
            LOG.log(Level.WARNING, "the scheduler does not answer; job states stay as they are: {0}", reason);
        }
    }

    private void look(ActiveJob job, Map<TaskKey, Sighting> sightings, Instant now) {
        JobFolder folder = places.folder(job.id());
        Map<Integer, TaskStatus> changes = new HashMap<>();
        job.tasks().forEach((element, before) -> {
            Sighting sighting = sightings.get(new TaskKey(job.id(), element));
            if (sighting != null || before.state() == JobState.RUNNING) {
                TaskStatus after = verdict.of(before, folder.task(element), sighting, now);
                if (!after.equals(before)) {
                    changes.put(element, after);
                }
            }
        });
        if (!changes.isEmpty()) {
            advance(job, changes);
        }
    }

    private void advance(ActiveJob job, Map<Integer, TaskStatus> changes) {
        JobInfo info = job.with(changes);
        store.change(info, changes, end.of(info, changes));
        job.stored(info, changes);
        if (info.state().terminal()) {
            active.remove(info.job());
            scheduler.forget(info.job());
        }
    }
}
