package org.hpcdaemon.jobs.local;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.model.Dependency;
import org.hpcdaemon.jobs.model.LaunchLimits;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.scheduler.JobLaunch;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.hpcdaemon.jobs.scheduler.TaskCommands;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.store.StoreException;

/**
 * Runs jobs on this machine: first in, first out, as many as its cpus allow, each a detached process that outlives
 * the daemon. A task's identity is pid, start time and boot id; its end is what its wrapper noted. It runs on as many
 * processors as it asked for; with more memory than {@code memoryMb}, all its processes together, its wrapper ends it.
 */
public final class LocalScheduler implements Scheduler {
    /** A look at /proc and a few small files: what makes the end of an adopted task seen within a second. */
    private static final Duration SURVEY_INTERVAL = Duration.ofMillis(500);

    private final QueueFolder folder;
    private final JobPlaces places;
    private final Function<JobId, Optional<JobState>> states;
    private final LocalContext context;

    private final ReentrantLock lock = new ReentrantLock();

    /** In order of submission. Guarded by the lock, as is everything in it. */
    private final Map<JobId, LocalJob> queue = new LinkedHashMap<>();

    private volatile Runnable listener = () -> {};

    /**
     * @param environment that jobs start from
     * @param states how other jobs of this daemon are: for dependencies
     */
    public LocalScheduler(
            JobPlaces places,
            LocalLimits limits,
            Map<String, String> environment,
            Host host,
            Function<JobId, Optional<JobState>> states,
            InstantSource clock) {
        this.folder = new QueueFolder(places.folders().resolveSibling("queue"));
        this.places = places;
        this.states = states;
        this.context =
                new LocalContext(host, limits, environment, places.guard().shortcut(), new ProcTrees(), clock);
    }

    /** Reads the queue that an earlier daemon left; what it started is adopted. Call once, before anything else. */
    public void start() throws IOException {
        lock.lock();
        try {
            for (QueueEntry entry : folder.inOrder()) {
                JobState state = states.apply(entry.job()).orElse(null);
                if (state == null) {
                    continue; // another daemon's of this home, maybe on another machine
                }
                if (state.terminal()) {
                    folder.remove(entry.job()); // the daemon died between the job's end and forgetting it
                } else {
                    enqueue(entry);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public SchedulerKind kind() {
        return SchedulerKind.LOCAL;
    }

    /** A job's folder, processes and devices are this machine's; only its memory and processors would be its own. */
    @Override
    public TaskCommands commands() {
        throw HpcException.invalid(
                "jobs of this daemon run on its own machine, where every command sees the same files and"
                        + " devices: run it there, not in the job");
    }

    @Override
    public JobSpec understand(JobSpec spec) {
        Abilities.check(spec, context.limits());
        return spec;
    }

    @Override
    public LaunchLimits wrapperLimits(JobSpec spec) {
        return new LaunchLimits(
                spec.timeLimitSeconds() == null ? 0 : spec.timeLimitSeconds(),
                context.limits().grace().toSeconds(),
                spec.memoryMb() == null ? 0 : Math.min(spec.memoryMb(), Long.MAX_VALUE >> 10) << 10,
                Abilities.cpus(spec));
    }

    @Override
    public Submission submit(JobLaunch launch) {
        QueueEntry entry = new QueueEntry(
                launch.job(),
                launch.at().toEpochMilli(),
                launch.array().elements(),
                launch.array().atOnce(),
                Abilities.cpus(launch.spec()),
                launch.dependencies());
        lock.lock();
        try {
            if (!queue.containsKey(launch.job())) {
                folder.put(entry);
                enqueue(entry);
                startWhatMay();
            }
            return new Submission.Accepted("local-" + launch.job().value());
        } catch (IOException e) {
            return folder.has(launch.job())
                    ? new Submission.Ambiguous("the queue's folder failed: " + e.getMessage())
                    : new Submission.Unavailable(
                            "the queue cannot be written (disk or quota full?): " + e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Survey survey(Collection<TaskKey> tasks, Collection<JobId> unconfirmed) {
        lock.lock();
        try {
            Map<TaskKey, Sighting> sightings = new HashMap<>();
            for (TaskKey task : tasks) {
                LocalJob job = queue.get(task.job());
                sightings.put(
                        task,
                        job == null
                                ? new Sighting.Unseen("its entry in the queue is missing")
                                : job.task(task.element()).look());
            }
            startWhatMay();
            Map<JobId, Lookup> lookups = new HashMap<>();
            for (JobId job : unconfirmed) {
                lookups.put(
                        job, queue.containsKey(job) ? new Lookup.Found("local-" + job.value()) : new Lookup.Absent());
            }
            return new Survey.Answer(sightings, lookups);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Cancellation cancel(JobId id, List<Integer> elements) {
        lock.lock();
        try {
            LocalJob job = queue.get(id);
            if (job != null) {
                elements.forEach(element -> job.task(element).cancel());
            }
            return new Cancellation.Requested();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void forget(JobId job) {
        lock.lock();
        try {
            queue.remove(job);
            folder.remove(job);
            startWhatMay(); // something may have waited for its end
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Duration surveyEvery() {
        return SURVEY_INTERVAL;
    }

    @Override
    public void onChange(Runnable newListener) {
        listener = newListener;
    }

    private void enqueue(QueueEntry entry) {
        queue.put(entry.job(), new LocalJob(entry, places.folder(entry.job()), context));
    }

    /** In order: the first that finds no cpus keeps those behind it waiting, or a large job would never start. */
    private void startWhatMay() {
        int free = context.limits().cpus()
                - queue.values().stream().mapToInt(LocalJob::cpusInUse).sum();
        for (LocalJob job : queue.values()) {
            if (!job.hasWaiting() || !mayStart(job)) {
                continue;
            }
            while (job.cpus() <= free && job.startNext(processors(job.cpus()), () -> listener.run())) {
                free -= job.cpus();
            }
            if (job.hasWaiting() && job.cpus() > free) {
                return;
            }
        }
    }

    private List<Integer> processors(int count) {
        return Processors.choose(
                Processors.allowed(),
                count,
                queue.values().stream().flatMap(LocalJob::processorsInUse).toList());
    }

    private boolean mayStart(LocalJob job) {
        for (Dependency dependency : job.dependencies()) {
            Optional<JobState> state;
            try {
                state = states.apply(dependency.on());
            } catch (StoreException e) {
                return false; // not known now
            }
            if (state.isEmpty()) {
                job.abandon("job " + dependency.on() + ", which it depends on, is not known any more");
                return false;
            }
            if (!state.get().terminal()) {
                return false;
            }
            if (!dependency.kind().satisfiedBy(state.get())) {
                job.abandon("its dependency " + dependency.kind().option() + ":" + dependency.on()
                        + " cannot be satisfied any more");
                return false;
            }
        }
        return true;
    }
}
