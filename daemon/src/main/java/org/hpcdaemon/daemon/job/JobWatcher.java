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

    /** Jobs whose changes are stored in one transaction, which costs one write to the disk and holds others up. */
    private static final int AT_ONCE = 200;

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

    /** Jobs whose records were not looked at since they are followed: what had news before that was not heard. */
    private final Set<JobId> fresh = ConcurrentHashMap.newKeySet();

    private final StoreTrouble trouble = new StoreTrouble();
    private final Semaphore news = new Semaphore(0);
    private final AtomicBoolean changed = new AtomicBoolean();
    private final Thread loop = Thread.ofVirtual().name("jobs").unstarted(this::run);
    private final NewsFolder newsFolder;
    private final SurveyPace pace;
    private final Inquiry inquiry;
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
        this.newsFolder = new NewsFolder(places.folders().resolve(NewsFolder.NAME));
        this.pace =
                new SurveyPace(scheduler.surveyAfterHint(), scheduler.surveyEvery(), scheduler.surveyAtLeastEvery());
        this.inquiry = new Inquiry(scheduler, clock, news::release);
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
        inquiry.close();
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
        fresh.add(job.job());
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
                    trouble.failed(String.valueOf(e.getMessage()));
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
    private void pass() {
        inquiry.take().ifPresent(this::hear);
        if (!fresh.isEmpty()) {
            pace.quicken();
        }
        Instant now = clock.instant();
        if (pace.due(now, changed.get()) && inquiry.ask(unfinished(), this::deliver)) {
            changed.set(false);
            pace.asked(now);
        }
        for (TaskKey task : newsFolder.take()) {
            ActiveJob job = active.get(task.job());
            if (job != null) {
                look(job, task.element(), now);
            }
        }
        for (JobId id : List.copyOf(fresh)) {
            fresh.remove(id);
            ActiveJob job = active.get(id);
            if (job != null) {
                List.copyOf(job.tasks().keySet()).forEach(element -> look(job, element, now));
            }
        }
    }

    /** A scheduler that is not there changes nothing. */
    private void hear(Inquiry.Answer answer) {
        if (answer.silence() == null) {
            silentSince = null;
        } else if (silentSince == null) {
            silentSince = answer.at();
            LOG.log(Level.WARNING, "the scheduler does not answer; job states stay as they are: {0}", answer.silence());
        }
        List<JobChange> changes = new ArrayList<>();
        Instant now = clock.instant();
        for (ActiveJob job : active.values()) {
            Map<Integer, TaskStatus> tasks = look(job, answer.sightings(), now);
            if (!tasks.isEmpty()) {
                changes.add(change(job, tasks));
            }
        }
        for (int from = 0; from < changes.size(); from += AT_ONCE) {
            store(changes.subList(from, Math.min(changes.size(), from + AT_ONCE)));
        }
        pace.answered(!changes.isEmpty(), answer.silence() == null ? answer.took() : Duration.ZERO);
        if (!submitting.isEmpty()) {
            pace.quicken(); // an agent waits to hear that its job is there
        }
    }

    private Optional<String> deliver() {
        Optional<String> silence = Optional.empty();
        for (JobId job : List.copyOf(submitting)) {
            Optional<String> silent = deliver(job);
            silence = silent.isPresent() ? silent : silence;
        }
        return silence;
    }

    /** Brings a job to the scheduler if it does not have it; why it does not answer, if so. */
    private Optional<String> deliver(JobId id) {
        try {
            Optional<StoredJob> found = store.find(id).filter(job -> job.phase() == Phase.SUBMITTING);
            if (found.isEmpty()) {
                submitting.remove(id);
                return Optional.empty();
            }
            switch (submitter.again(found.get())) {
                case Submitter.Delivery.Accepted(JobInfo info) -> track(info);
                case Submitter.Delivery.Refused(String message) ->
                    endUnstarted(found.get(), JobState.FAILED, "the scheduler refused it: " + message);
                case Submitter.Delivery.Withdrawn() ->
                    endUnstarted(found.get(), JobState.CANCELLED, "cancelled before it was submitted");
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

    private void endUnstarted(StoredJob job, JobState state, String reason) {
        ActiveJob unstarted = new ActiveJob(job.info(), store.tasks(job.id()));
        Map<Integer, TaskStatus> ends = new HashMap<>();
        unstarted.tasks().forEach((element, task) -> ends.put(element, task.ended(state, reason, clock.instant())));
        store(List.of(change(unstarted, ends)));
        submitting.remove(job.id());
    }

    private List<TaskKey> unfinished() {
        List<TaskKey> keys = new ArrayList<>();
        active.values()
                .forEach(job -> job.tasks().forEach((element, task) -> {
                    if (!task.state().terminal()) {
                        keys.add(new TaskKey(job.id(), element));
                    }
                }));
        return keys;
    }

    /** At the records of one task, without the scheduler. */
    private void look(ActiveJob job, int element, Instant now) {
        TaskStatus before = job.tasks().get(element);
        if (before == null || before.state().terminal()) {
            return;
        }
        TaskFolder folder = places.folder(job.id()).task(element);
        TaskStatus after = verdict.of(before, folder, null, now);
        if (!after.equals(before)) {
            pace.quicken();
            store(List.of(change(job, Map.of(element, after))));
        }
        if (!after.state().terminal() && folder.exited().isPresent()) {
            changed.set(true); // the scheduler is to say why it ended
        }
    }

    /** How tasks are, of which the scheduler was asked, if that is new. */
    private Map<Integer, TaskStatus> look(ActiveJob job, Map<TaskKey, Sighting> sightings, Instant now) {
        JobFolder folder = places.folder(job.id());
        Map<Integer, TaskStatus> changes = new HashMap<>();
        job.tasks().forEach((element, before) -> {
            Sighting sighting = sightings.get(new TaskKey(job.id(), element));
            if (sighting != null) {
                TaskStatus after = verdict.of(before, folder.task(element), sighting, now);
                if (!after.equals(before)) {
                    changes.put(element, after);
                }
            }
        });
        return changes;
    }

    private JobChange change(ActiveJob job, Map<Integer, TaskStatus> tasks) {
        JobInfo info = job.with(tasks);
        return new JobChange(info, tasks, end.of(info, tasks));
    }

    /** First on disk, then in memory. */
    private void store(List<JobChange> changes) {
        store.change(changes);
        trouble.over();
        for (JobChange change : changes) {
            ActiveJob job = active.get(change.info().job());
            if (job != null) {
                job.stored(change.info(), change.tasks());
            }
            if (change.info().state().terminal()) {
                active.remove(change.info().job());
                scheduler.forget(change.info().job());
            }
        }
    }
}
