package org.hpcdaemon.jobs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.hpcdaemon.jobs.folder.JobLogs;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.folder.LogWait;
import org.hpcdaemon.jobs.model.ArraySpec;
import org.hpcdaemon.jobs.model.Dependency;
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
import org.hpcdaemon.protocol.error.Advice;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.JobInfo;
import org.hpcdaemon.protocol.message.JobList;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.JobSpec;
import org.hpcdaemon.protocol.message.JobState;
import org.hpcdaemon.protocol.message.LogChunk;
import org.hpcdaemon.session.idempotency.StoredIdempotency;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * What agents may do with jobs. A job belongs to the agent that submitted it; everybody else but the user in person
 * is answered as if it did not exist. Thread-safe; calls block while the scheduler takes its time.
 */
public final class Jobs {
    private static final int LOG_DEFAULT = 64 << 10; // as the protocol says

    private final JobStore store;
    private final StoredIdempotency once;
    private final Scheduler scheduler;
    private final JobPlaces places;
    private final RandomIds ids;
    private final InstantSource clock;
    private final Cancels cancels;
    private final Submitter submitter;
    private final JobWatcher watcher;

    public Jobs(
            DaemonId daemon,
            JobStore store,
            StoredIdempotency once,
            Scheduler scheduler,
            JobPlaces places,
            RandomIds ids,
            InstantSource clock) {
        this.store = store;
        this.once = once;
        this.scheduler = scheduler;
        this.places = places;
        this.ids = ids;
        this.clock = clock;
        this.cancels = new Cancels(store, scheduler, places);
        this.submitter = new Submitter(store, scheduler, places, cancels);
        JobEnd end = new JobEnd(daemon, store, places, ids, clock);
        this.watcher = new JobWatcher(store, scheduler, submitter, cancels, places, end, clock);
    }

    /** The loop behind these jobs; to be started once and closed. */
    public JobWatcher watcher() {
        return watcher;
    }

    /** Submits a job once, however often this is called with the same key. */
    public JobInfo submit(Caller caller, JobRequest.Submit request) {
        return once.onceResumable(caller, request.key(), request, JobInfo.class, new Submission(caller, request));
    }

    public JobInfo status(Caller caller, JobRequest.Status request) {
        JobInfo job = reachable(caller, request.job()).info();
        return request.element() == null ? job : element(job, request.element());
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
                        .iterator(),
                request.limit() == null ? JobRequest.DEFAULT_LIMIT : request.limit());
    }

    public JobList list(Caller caller, JobRequest.List request) {
        int limit = request.limit() == null ? JobRequest.DEFAULT_LIMIT : request.limit();
        JobId after = request.after();
        if (after != null) {
            reachable(caller, after);
        }
        List<JobInfo> jobs = store.list(caller.agent(), request.active(), after, limit + 1);
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
        for (JobId id : store.unfinishedOf(agent)) {
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

    private void cancel(StoredJob job, @Nullable Integer one) {
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
        int element = logElement(job.id(), request.element());
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

    private int logElement(JobId job, @Nullable Integer element) {
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

    private static StoredJob reachable(Caller caller, Optional<StoredJob> found, JobId job) {
        return found.filter(known -> caller.mayReach(known.info().agent()))
                .orElseThrow(() -> HpcException.notFound("job", job));
    }

    /** One submission, from the intent to the scheduler's answer. */
    private final class Submission implements StoredIdempotency.Resumable<JobInfo> {
        private final Caller caller;
        private final JobRequest.Submit request;
        private @Nullable JobSpec understood;

        Submission(Caller caller, JobRequest.Submit request) {
            this.caller = caller;
            this.request = request;
        }

        @Override
        public void prepare() {
            places.guard().check();
            checkScript(request.spec().script());
            JobSpec spec = scheduler.understand(request.spec());
            checkDirectory(spec.cwd());
            understood = spec;
        }

        @Override
        public String begin(Connection sql) throws SQLException {
            JobSpec spec = Objects.requireNonNull(understood, "prepared first");
            ArraySpec array = ArraySpec.parse(spec.array());
            for (Dependency dependency : Dependency.parse(spec.dependency())) {
                reachable(caller, store.find(sql, dependency.on()), dependency.on());
            }
            JobId job = ids.job();
            store.insert(sql, pending(job, spec), spec, array.elements());
            return job.value();
        }

        @Override
        public JobInfo run(String ref) {
            StoredJob job = store.find(new JobId(ref)).orElseThrow();
            try {
                return deliver(job);
            } catch (StoreException e) {
                return unclear(job, e.kind() + " in the daemon's database"); // it is looked up before anything else
            }
        }

        private JobInfo deliver(StoredJob job) {
            try {
                return switch (submitter.first(job)) {
                    case Submitter.Delivery.Accepted(JobInfo info) -> {
                        watcher.track(info.job());
                        yield info;
                    }
                    case Submitter.Delivery.Refused(String message) -> {
                        store.write(sql -> {
                            store.delete(sql, job.id());
                            return true;
                        });
                        throw new HpcException(ErrorCode.SCHEDULER_REFUSED, message);
                    }
                    case Submitter.Delivery.NotYet(String reason) ->
                        throw new HpcException(ErrorCode.SCHEDULER_UNAVAILABLE, reason);
                    case Submitter.Delivery.Withdrawn() -> unclear(job, "cancelled while it was submitted");
                    case Submitter.Delivery.Unclear(String reason) -> unclear(job, reason);
                };
            } catch (HpcException e) {
                if (e.code().advice() == Advice.RETRY) {
                    withdraw(job);
                }
                throw e;
            }
        }

        @Override
        public Optional<JobInfo> resume(String ref) {
            return store.find(new JobId(ref)).map(StoredJob::info);
        }

        /** The agent has its job; the watcher finds out whether the scheduler has it. */
        private JobInfo unclear(StoredJob job, String reason) {
            watcher.trackSubmission(job.id());
            TaskStatus waiting = TaskStatus.pending("the scheduler has not confirmed it yet: " + reason);
            return JobAggregator.with(job.info(), waiting, List.of());
        }

        /** Nothing was submitted: neither the job nor the key was ever there. */
        private void withdraw(StoredJob job) {
            store.write(sql -> {
                store.delete(sql, job.id());
                once.forget(sql, caller, request.key());
                return true;
            });
        }

        private JobInfo pending(JobId job, JobSpec spec) {
            return new JobInfo(
                    job,
                    spec.name(),
                    caller.agent(),
                    JobState.PENDING,
                    null,
                    null,
                    null,
                    1,
                    scheduler.name(),
                    null,
                    null,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS), // as the database keeps it
                    null,
                    null,
                    null,
                    null,
                    List.of(),
                    null,
                    places.guard().level().word(),
                    null);
        }

        /** As sbatch does, in its words: an interpreter named with a carriage return does not exist. */
        private static void checkScript(@Nullable String script) {
            if (script != null && script.contains("\r\n")) {
                throw HpcException.invalid("field \"script\": Batch script contains DOS line breaks (\\r\\n) instead of"
                        + " expected UNIX line breaks (\\n); convert it, as dos2unix does");
            }
        }

        private void checkDirectory(@Nullable String cwd) {
            Path directory = cwd == null ? places.workDir() : places.workDir().resolve(cwd);
            if (!Files.isDirectory(directory)) {
                throw HpcException.invalid("field \"cwd\": there is no directory " + directory + "; make it first");
            }
        }
    }
}
