package org.hpcdaemon.jobs.watch;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hpcdaemon.jobs.folder.JobFolder;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.folder.NewsFolder;
import org.hpcdaemon.jobs.folder.TaskFolder;
import org.hpcdaemon.jobs.model.Phase;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.model.TaskStatus;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.hpcdaemon.jobs.store.JobStore;
import org.hpcdaemon.jobs.verdict.Testimony;
import org.hpcdaemon.jobs.verdict.Verdict;
import org.hpcdaemon.linux.process.DaemonLoop;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The one loop that follows jobs: it looks at their records, asks the scheduler about all of them at once and not
 * more often than it allows, and stores what there is evidence for. While no job is active it does nothing at all.
 */
public final class JobWatcher implements AutoCloseable {
    /** Records cost the scheduler nothing, and a file system little. */
    private static final Duration RECORDS_INTERVAL = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(JobWatcher.class.getName());

    private final Scheduler scheduler;
    private final JobPlaces places;
    private final InstantSource clock;
    private final Verdict verdict;
    private final JobStore store;
    private final ActiveJobs active;
    private final Deliveries deliveries;
    private final Cancels cancels;
    private final UnconfirmedEnds unconfirmed = new UnconfirmedEnds();
    private final VanishedTasks vanished;
    private final LateRecords lateRecords;

    /** Jobs whose records were not looked at since they are followed: what had news before that was not heard. */
    private final Set<JobId> fresh = ConcurrentHashMap.newKeySet();

    private final StoreTrouble trouble = new StoreTrouble();
    private final Semaphore news = new Semaphore(0);
    private final AtomicBoolean changed = new AtomicBoolean();
    private final DaemonLoop loop = new DaemonLoop("jobs", this::round);
    private final NewsFolder newsFolder;

    /** Jobs of other daemons, whose news the folder keeps, so that each is looked up once; only the loop uses it. */
    private final Set<JobId> others = new HashSet<>();

    private final SurveyPace pace;
    private final QueryBudget budget;
    private final SchedulerPoll poll;
    private volatile @Nullable Instant silentSince;

    public JobWatcher(
            JobStore store,
            Scheduler scheduler,
            Submitter submitter,
            Cancels cancels,
            JobPlaces places,
            JobEnd end,
            InstantSource clock) {
        this.scheduler = scheduler;
        this.places = places;
        this.clock = clock;
        this.store = store;
        this.active = new ActiveJobs(store, end, scheduler, trouble);
        this.cancels = cancels;
        this.deliveries = new Deliveries(store, submitter, active, clock);
        this.vanished = new VanishedTasks(scheduler.missingFor());
        this.verdict = new Verdict(scheduler.hasTheLastWord());
        this.lateRecords = new LateRecords(store, places, verdict);
        this.newsFolder = new NewsFolder(places.folders().resolve(NewsFolder.NAME));
        this.pace =
                new SurveyPace(scheduler.surveyAfterHint(), scheduler.surveyEvery(), scheduler.surveyAtLeastEvery());
        this.budget = new QueryBudget(scheduler.surveyAfterHint());
        this.poll = new SchedulerPoll(clock, news::release);
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
        loop.closeAndWait(); // so that nothing is written after this
        poll.close();
    }

    /** Since when the scheduler has not answered; empty if it answers. */
    public Optional<Instant> schedulerSilentSince() {
        return Optional.ofNullable(silentSince);
    }

    /** How many jobs have not ended. */
    public int activeJobs() {
        return active.count() + deliveries.count();
    }

    /** Another scheduler than a job's knows nothing of it: to ask would be to be told that it is gone, and to submit it twice. */
    void recover() {
        SchedulerKind kind = scheduler.kind();
        store.queries().inPhase(Phase.SUBMITTING, kind).forEach(deliveries::add);
        store.queries().inPhase(Phase.ACTIVE, kind).forEach(this::track);
        cancels.recover();
    }

    public void track(JobId job) {
        active.add(job);
        deliveries.remove(job);
        fresh.add(job);
        news.release();
    }

    public void trackSubmission(JobId job) {
        deliveries.add(job);
        news.release();
    }

    public void surveyNow() {
        changed.set(true);
        news.release();
    }

    private boolean round() throws InterruptedException {
        news.drainPermits();
        try {
            pass();
        } catch (StoreException e) {
            trouble.failed(String.valueOf(e.getMessage()));
        }
        if (activeJobs() == 0) {
            news.acquire();
        } else {
            boolean _ = news.tryAcquire(pause().toMillis(), TimeUnit.MILLISECONDS);
        }
        return true;
    }

    private Duration pause() {
        Duration surveys = scheduler.surveyEvery();
        return surveys.compareTo(RECORDS_INTERVAL) < 0 ? surveys : RECORDS_INTERVAL;
    }

    /** Looks once. */
    private void pass() {
        poll.take().ifPresent(this::hear);
        if (!fresh.isEmpty()) {
            pace.quicken();
        }
        Instant now = clock.instant();
        for (TaskKey task : newsFolder.take(this::isOurs)) {
            ActiveJob job = active.get(task.job());
            if (job != null) {
                look(job, task.element(), now);
            } else {
                lateRecords.look(task, now);
            }
        }
        for (JobId id : List.copyOf(fresh)) {
            fresh.remove(id);
            ActiveJob job = active.get(id);
            if (job != null) {
                job.elements().forEach(element -> look(job, element, now));
            }
        }
        ask(now);
    }

    private boolean isOurs(JobId job) {
        if (active.get(job) != null) {
            return true;
        }
        if (others.contains(job)) {
            return false;
        }
        try {
            boolean ours = store.find(job).isPresent();
            if (!ours) {
                others.add(job);
            }
            return ours;
        } catch (StoreException _) {
            return false; // not known now: its news stays
        }
    }

    private void ask(Instant now) {
        unconfirmed.removeIf(task -> active.isFinished(task));
        if (!budget.allows(now)) {
            return;
        }
        if (pace.due(now, changed.get())) {
            List<TaskKey> tasks = active.unfinished();
            if (poll.ask(true, () -> survey(tasks))) {
                changed.set(false);
                pace.asked(now);
                budget.spend(now, false);
            }
        } else if (unconfirmed.due(now)) {
            List<TaskKey> tasks = unconfirmed.some();
            if (poll.ask(false, () -> scheduler.explain(tasks))) {
                unconfirmed.asked(now);
                budget.spend(now, tasks.size() == 1);
            }
        }
    }

    /** In the poll's thread: what is not submitted yet, or still to be cancelled, is brought to a scheduler that has just answered. */
    private Scheduler.Survey survey(List<TaskKey> tasks) {
        List<JobId> unconfirmedJobs = deliveries.jobs();
        if (tasks.isEmpty() && unconfirmedJobs.isEmpty()) {
            return new Scheduler.Survey.Answer(Map.of(), Map.of());
        }
        Scheduler.Survey survey = scheduler.survey(tasks, unconfirmedJobs);
        if (survey instanceof Scheduler.Survey.Answer answer) {
            deliveries.deliver(answer.lookups(), this::track);
            cancels.askAgain();
        }
        return survey;
    }

    /** A scheduler that is not there changes nothing. */
    private void hear(SchedulerPoll.Answer answer) {
        if (answer.silence() == null) {
            silentSince = null;
        } else if (silentSince == null) {
            silentSince = answer.at();
            LOG.log(Level.WARNING, "the scheduler does not answer; job states stay as they are: {0}", answer.silence());
        }
        Instant now = clock.instant();
        boolean any = active.change(job -> look(job, answer.sightings(), now));
        if (answer.silence() == null && !answer.sightings().keySet().containsAll(unconfirmed.some())) {
            changed.set(true); // a survey also finds what the scheduler has forgotten
        }
        if (answer.ofAll()) {
            pace.answered(any, answer.silence() == null ? answer.took() : Duration.ZERO);
        }
        if (deliveries.count() > 0) {
            pace.quicken(); // an agent waits to hear that its job is there
        }
    }

    /** At the records of one task, without the scheduler. */
    private void look(ActiveJob job, int element, Instant now) {
        TaskStatus before = job.task(element);
        if (before == null || before.state().terminal()) {
            return;
        }
        TaskFolder folder = places.folder(job.id()).task(element);
        if (before.finished()) {
            verdict.late(before, folder, now).ifPresent(truth -> active.change(job, Map.of(element, truth)));
            return;
        }
        TaskStatus after = verdict.of(before, folder, Testimony.NONE, now);
        if (!after.equals(before)) {
            pace.quicken();
            active.change(job, Map.of(element, after));
        }
        if (!after.finished() && folder.exited().isPresent()) {
            unconfirmed.add(new TaskKey(job.id(), element)); // the scheduler is to say how it ended
        }
    }

    /** Changed states among the tasks just surveyed. */
    private Map<Integer, TaskStatus> look(ActiveJob job, Map<TaskKey, Sighting> sightings, Instant now) {
        JobFolder folder = places.folder(job.id());
        Map<Integer, TaskStatus> changes = new HashMap<>();
        job.forEach((before, element) -> {
            TaskKey task = new TaskKey(job.id(), element);
            Sighting sighting = sightings.get(task);
            if (sighting != null) {
                TaskStatus after = verdict.of(before, folder.task(element), vanished.hear(task, sighting, now), now);
                if (after.finished()) {
                    vanished.forget(task);
                }
                if (!(sighting instanceof Sighting.Running) || after.attempt() > before.attempt()) {
                    unconfirmed.remove(task); // it has ended, runs again, or is not to be found by its name
                }
                if (!after.equals(before)) {
                    changes.put(element, after);
                }
            }
        });
        return changes;
    }
}
