package org.hpcdaemon.jobs.watch;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hpcdaemon.jobs.folder.JobFolder;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.model.ArraySpec;
import org.hpcdaemon.jobs.model.Dependency;
import org.hpcdaemon.jobs.scheduler.JobLaunch;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.store.JobStore;
import org.hpcdaemon.jobs.store.StoredJob;
import org.hpcdaemon.jobs.store.Wish;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobInfo;

/**
 * Brings a stored intent to the scheduler, exactly once: whenever it is not certain whether an earlier attempt
 * arrived, the job's tag is looked up before anything is submitted. Thread-safe; one thread at a time per job.
 */
public final class Submitter {
    private final JobStore store;
    private final Scheduler scheduler;
    private final JobPlaces places;
    private final Cancels cancels;
    private final Set<JobId> underWay = ConcurrentHashMap.newKeySet();

    public Submitter(JobStore store, Scheduler scheduler, JobPlaces places, Cancels cancels) {
        this.store = store;
        this.scheduler = scheduler;
        this.places = places;
        this.cancels = cancels;
    }

    /** What is known of a job's way to the scheduler. */
    public sealed interface Delivery {
        record Accepted(JobInfo info) implements Delivery {}

        /** The scheduler does not have it and will not take it. */
        record Refused(String message) implements Delivery {}

        /** The scheduler does not have it and may take it later. */
        record NotYet(String reason) implements Delivery {}

        /** Not known yet. */
        record Unclear(String reason) implements Delivery {}

        /** It was to be cancelled before the scheduler got it, and the scheduler does not have it. */
        record Withdrawn() implements Delivery {}
    }

    /** The first attempt: the intent has just been committed by this thread. */
    public Delivery first(StoredJob job) {
        underWay.add(job.id());
        try {
            return submit(job);
        } finally {
            underWay.remove(job.id());
        }
    }

    /**
     * Any later attempt.
     *
     * @param found what the scheduler said when it was asked for the job's tag
     */
    Delivery again(StoredJob job, Scheduler.Lookup found) {
        if (!underWay.add(job.id())) {
            return new Delivery.Unclear("its submission is under way");
        }
        try {
            return switch (found) {
                case Scheduler.Lookup.Found(String schedulerId) -> accepted(job.id(), schedulerId);
                case Scheduler.Lookup.Unsure(String reason) -> new Delivery.Unclear(reason);
                case Scheduler.Lookup.Absent() -> job.cancelled() ? new Delivery.Withdrawn() : submit(job);
            };
        } finally {
            underWay.remove(job.id());
        }
    }

    private Delivery submit(StoredJob job) {
        JobFolder folder = places.folder(job.id());
        ArraySpec array = ArraySpec.parse(job.spec().array());
        Path cwd = job.spec().cwd() == null
                ? places.workDir()
                : places.workDir().resolve(job.spec().cwd());
        folder.prepare(
                job.spec(),
                array,
                cwd,
                scheduler.wrapperLimits(job.spec()).withLogs(places.logBytes()),
                places.guard());
        JobLaunch launch = new JobLaunch(
                job.id(),
                job.spec(),
                folder,
                cwd,
                array,
                Dependency.parse(job.spec().dependency()),
                job.info().submittedAt());
        return switch (scheduler.submit(launch)) {
            case Scheduler.Submission.Accepted(String schedulerId) -> accepted(job.id(), schedulerId);
            case Scheduler.Submission.Refused(String message) -> new Delivery.Refused(message);
            case Scheduler.Submission.Unavailable(String reason) -> new Delivery.NotYet(reason);
            case Scheduler.Submission.Ambiguous(String reason) -> new Delivery.Unclear(reason);
        };
    }

    private Delivery accepted(JobId job, String schedulerId) {
        JobInfo info = store.accepted(job, schedulerId);
        if (store.find(job).map(StoredJob::cancelled).orElse(false)) {
            cancels.add(Wish.all(job));
            cancels.askAgain();
        }
        return new Delivery.Accepted(info);
    }
}
