package org.hpcdaemon.jobs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hpcdaemon.jobs.charge.JobCharging;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.model.ArraySpec;
import org.hpcdaemon.jobs.model.Dependency;
import org.hpcdaemon.jobs.model.JobAggregator;
import org.hpcdaemon.jobs.model.TaskStatus;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.store.JobStore;
import org.hpcdaemon.jobs.store.StoredJob;
import org.hpcdaemon.jobs.watch.JobWatcher;
import org.hpcdaemon.jobs.watch.Submitter;
import org.hpcdaemon.protocol.error.Advice;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.session.idempotency.StoredIdempotency;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.store.StoreException;
import org.jspecify.annotations.Nullable;

/** Takes jobs from agents, each once: the intent is stored, then the scheduler is asked, and its silence is told from its refusal. */
final class Submissions {
    private final JobStore store;
    private final StoredIdempotency once;
    private final Scheduler scheduler;
    private final JobPlaces places;
    private final FormerSchedulers former;
    private final RandomIds ids;
    private final InstantSource clock;
    private final Submitter submitter;
    private final JobWatcher watcher;
    private final JobCharging charging;

    Submissions(
            JobStore store,
            StoredIdempotency once,
            Scheduler scheduler,
            JobPlaces places,
            FormerSchedulers former,
            RandomIds ids,
            InstantSource clock,
            Submitter submitter,
            JobWatcher watcher,
            JobCharging charging) {
        this.store = store;
        this.once = once;
        this.scheduler = scheduler;
        this.places = places;
        this.former = former;
        this.ids = ids;
        this.clock = clock;
        this.submitter = submitter;
        this.watcher = watcher;
        this.charging = charging;
    }

    /** Submits a job once, however often this is called with the same key. */
    JobInfo submit(Caller caller, JobRequest.Submit request) {
        return once.onceResumable(caller, request.key(), request, JobInfo.class, new Submission(caller, request));
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
        public Request understood(Request same) {
            checkScript(request.spec().script());
            JobSpec spec = scheduler.understand(request.spec());
            understood = spec;
            return new JobRequest.Submit(request.key(), spec);
        }

        @Override
        public void prepare() {
            places.guard().check();
            checkDirectory(
                    Objects.requireNonNull(understood, "understood first").cwd());
        }

        @Override
        public String begin(Connection sql) throws SQLException {
            JobSpec spec = Objects.requireNonNull(understood, "prepared first");
            ArraySpec array = ArraySpec.parse(spec.array());
            for (Dependency dependency : Dependency.parse(spec.dependency())) {
                JobInfo first = Jobs.reachable(caller, store.find(sql, dependency.on()), dependency.on())
                        .info();
                former.refuse(first, "no job can wait for it");
            }
            charging.limit().check(sql, caller, spec);
            JobId job = ids.job();
            store.insert(
                    sql,
                    pending(job, spec),
                    spec,
                    array.elements(),
                    charging.names().apply(caller.agent()));
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
                            store.withdraw(sql, job.id());
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
                store.withdraw(sql, job.id());
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
                    scheduler.kind().toString(),
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
