package org.hpcdaemon.jobs;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.hpcdaemon.jobs.charge.JobCharging;
import org.hpcdaemon.jobs.folder.JobLogs;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.folder.LogWait;
import org.hpcdaemon.jobs.model.JobAggregator;
import org.hpcdaemon.jobs.model.Phase;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.model.TaskStatus;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.store.JobStore;
import org.hpcdaemon.jobs.store.StoredJob;
import org.hpcdaemon.jobs.store.Wish;
import org.hpcdaemon.jobs.watch.Cancels;
import org.hpcdaemon.jobs.watch.JobEnd;
import org.hpcdaemon.jobs.watch.JobWatcher;
import org.hpcdaemon.jobs.watch.Submitter;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobList;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.session.idempotency.StoredIdempotency;
import org.hpcdaemon.session.route.Caller;
import org.jspecify.annotations.Nullable;

/**
 * What agents may do with jobs. A job belongs to the agent that submitted it; to other agents it does not exist.
 * Thread-safe; calls block while the scheduler takes its time.
 */
public final class Jobs {
    private static final int LOG_DEFAULT = 64 << 10; // as the protocol says

    private final JobStore store;
    private final JobPlaces places;
    private final Cancels cancels;
    private final JobWatcher watcher;
    private final Submissions submissions;
    private final FormerSchedulers former;

    public Jobs(
            DaemonId daemon,
            JobStore store,
            StoredIdempotency once,
            Scheduler scheduler,
            JobPlaces places,
            RandomIds ids,
            InstantSource clock,
            JobCharging charging) {
        this.store = store;
        this.places = places;
        this.former = new FormerSchedulers(scheduler.kind());
        this.cancels = new Cancels(store, scheduler, places);
        Submitter submitter = new Submitter(store, scheduler, places, cancels);
        JobEnd end = new JobEnd(daemon, store, places, ids, clock);
        this.watcher = new JobWatcher(store, scheduler, submitter, cancels, places, end, clock);
        this.submissions =
                new Submissions(store, once, scheduler, places, former, ids, clock, submitter, watcher, charging);
    }

    /** The loop behind these jobs; to be started once and closed. */
    public JobWatcher watcher() {
        return watcher;
    }

    /** Submits a job once, however often this is called with the same key. */
    public JobInfo submit(Caller caller, JobRequest.Submit request) {
        return submissions.submit(caller, request);
    }

    public JobInfo status(Caller caller, JobRequest.Status request) {
        JobInfo job = former.told(reachable(caller, request.job()).info());
        return request.element() == null ? job : former.told(element(job, request.element()));
    }

    /** The elements of an array, each as if it were a job. */
    public JobList elements(Caller caller, JobRequest.Elements request) {
        JobInfo job = reachable(caller, request.job()).info();
        NavigableMap<Integer, TaskStatus> tasks = store.tasks(job.job());
        if (tasks.containsKey(TaskKey.PLAIN)) {
            throw HpcException.invalid("job " + job.job() + " is not an array; ask for its status instead");
        }
        Set<Integer> cancelling = store.wishes().cancelling(job.job());
        return JobPage.of(
                tasks.tailMap(request.from() == null ? 0 : request.from(), true).entrySet().stream()
                        .map(task -> JobAggregator.element(job, task.getKey(), task.getValue())
                                .withCancelling(cancelling.contains(task.getKey())))
                        .map(former::told)
                        .iterator(),
                request.limit() == null ? JobRequest.DEFAULT_LIMIT : request.limit());
    }

    public JobList list(Caller caller, JobRequest.List request) {
        int limit = request.limit() == null ? JobRequest.DEFAULT_LIMIT : request.limit();
        JobId after = request.after();
        if (after != null) {
            reachable(caller, after);
        }
        List<JobInfo> jobs = former.told(store.queries().list(caller.agent(), request.active(), after, limit + 1));
        return JobPage.of(jobs.iterator(), limit);
    }

    /** Asks for the end of a job or of one element; one that has ended stays as it is. */
    public JobInfo cancel(Caller caller, JobRequest.Cancel request) {
        StoredJob job = reachable(caller, request.job());
        cancel(job, request.element());
        return job.phase() == Phase.SUBMITTING
                ? job.info().withCancelling(true)
                : reachable(caller, request.job()).info();
    }

    /** Asks for the end of all that an agent has; absent: of the user's, without an agent. Returns what came of each. */
    public CancelledJobs cancelAll(@Nullable AgentId agent) {
        int cancelled = 0;
        List<String> failures = new ArrayList<>();
        boolean schedulerAnswers = true;
        for (JobId id : store.queries().unfinishedOf(agent)) {
            if (!schedulerAnswers) {
                failures.add("job " + id + ": not tried, since the scheduler does not answer");
                continue;
            }
            try {
                store.find(id).ifPresent(job -> cancel(job, null));
                cancelled++;
            } catch (HpcException e) {
                schedulerAnswers = e.code() != ErrorCode.SCHEDULER_UNAVAILABLE;
                failures.add("job " + id + ": " + e.reason());
            }
        }
        return new CancelledJobs(cancelled, failures);
    }

    /**
     * What came of cancelling several.
     *
     * @param failures why some were not, a line each
     */
    public record CancelledJobs(int count, List<String> failures) {
        public CancelledJobs {
            failures = List.copyOf(failures);
        }
    }

    /** Asks for the end of what was to end with a shell. */
    void end(TaskKey task) {
        store.find(task.job()).ifPresent(job -> cancel(job, task.plain() ? null : task.element()));
    }

    private void cancel(StoredJob job, @Nullable Integer one) {
        former.refuse(job.info(), "cancel it there");
        if (one != null) {
            NavigableMap<Integer, TaskStatus> tasks = store.tasks(job.id());
            TaskStatus task = Objects.requireNonNull(tasks.get(element(tasks, one, job.id())));
            if (job.phase() == Phase.SUBMITTING) {
                throw new HpcException(ErrorCode.BUSY, "job " + job.id() + " is still being submitted; cancel again");
            }
            if (task.finished()) {
                return;
            }
        }
        Wish wish = new Wish(job.id(), one);
        if (store.wishes().want(wish) == Phase.ACTIVE) {
            cancels.ask(wish);
        }
        watcher.surveyNow();
    }

    /** Forgets a job that has ended. */
    public Done remove(Caller caller, JobRequest.Remove request) {
        StoredJob job = reachable(caller, request.job());
        if (job.phase() != Phase.ENDED) {
            throw HpcException.invalid("job " + job.id() + " has not ended: cancel it first, and remove it then");
        }
        EndedJobs.remove(store, places, job.id());
        return new Done();
    }

    /** A piece of a log, once there is one or the request's wait is over. */
    public LogChunk logs(Caller caller, JobRequest.Logs request) {
        StoredJob job = reachable(caller, request.job());
        int element = element(store, job.id(), request.element());
        return new LogWait(System::nanoTime)
                .until(
                        request,
                        () -> JobLogs.read(
                                places.log(job.id(), element, request.stream()),
                                request.from(),
                                request.maxBytes() == null ? LOG_DEFAULT : request.maxBytes(),
                                over(job.id(), element)));
    }

    /** Before its log is read: what was written until then is in it. */
    private boolean over(JobId job, int element) {
        TaskStatus task = store.tasks(job).get(element);
        return task != null && task.finished();
    }

    /** The one task that is meant. */
    static int element(JobStore store, JobId job, @Nullable Integer element) {
        NavigableMap<Integer, TaskStatus> tasks = store.tasks(job);
        if (!tasks.containsKey(TaskKey.PLAIN)) {
            if (element == null) {
                throw HpcException.invalid("job " + job + " is an array: name one \"element\" of it");
            }
            return element(tasks, element, job);
        }
        if (element != null) {
            throw HpcException.invalid("job " + job + " is not an array: leave \"element\" out");
        }
        return TaskKey.PLAIN;
    }

    private JobInfo element(JobInfo job, int element) {
        NavigableMap<Integer, TaskStatus> tasks = store.tasks(job.job());
        return JobAggregator.element(
                        job, element, Objects.requireNonNull(tasks.get(element(tasks, element, job.job()))))
                .withCancelling(store.wishes().cancelling(job.job()).contains(element));
    }

    private static int element(NavigableMap<Integer, TaskStatus> tasks, int element, JobId job) {
        if (!tasks.containsKey(element)) {
            throw HpcException.notFound("element " + element + " of job", job);
        }
        return element;
    }

    private StoredJob reachable(Caller caller, JobId job) {
        return reachable(caller, store.find(job), job);
    }

    static StoredJob reachable(Caller caller, Optional<StoredJob> found, JobId job) {
        return found.filter(known -> caller.mayReach(known.info().agent()))
                .orElseThrow(() -> HpcException.notFound("job", job));
    }
}
