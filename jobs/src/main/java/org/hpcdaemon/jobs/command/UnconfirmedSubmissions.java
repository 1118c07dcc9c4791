package org.hpcdaemon.jobs.command;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.scheduler.Scheduler.Lookup;
import org.hpcdaemon.protocol.id.JobId;

/**
 * Submissions that the scheduler may or may not have taken. One is absent only after the scheduler has said so twice, some time
 * apart: a server that was stopped or overloaded may carry out a moment later what it was sent before. Thread-safe.
 */
public final class UnconfirmedSubmissions {
    private final String scheduler;
    private final String command;
    private final Duration certainAfter;
    private final JobPlaces places;
    private final InstantSource clock;

    /** Since when the scheduler has said of a job that it does not have it. */
    private final Map<JobId, Instant> absent = new ConcurrentHashMap<>();

    /**
     * @param scheduler its name in messages
     * @param command that submits
     */
    public UnconfirmedSubmissions(
            String scheduler, String command, Duration certainAfter, JobPlaces places, InstantSource clock) {
        this.scheduler = scheduler;
        this.command = command;
        this.certainAfter = certainAfter;
        this.places = places;
        this.clock = clock;
    }

    /**
     * What became of each.
     *
     * @param atWork those whose submitting command may still be running, found before the queue was asked
     * @param inQueue the scheduler's own name of a job that is in its queue
     */
    public Map<JobId, Lookup> lookUp(
            Collection<JobId> jobs, Set<JobId> atWork, Function<JobId, Optional<String>> inQueue) {
        Map<JobId, Lookup> lookups = new HashMap<>();
        for (JobId job : jobs) {
            lookups.put(job, atWork.contains(job) ? stillAtWork() : lookUp(job, inQueue));
        }
        return lookups;
    }

    /** The job is submitted anew, or over: what was said of it before does not count any more. */
    public void forget(JobId job) {
        absent.remove(job);
    }

    private Lookup stillAtWork() {
        return new Lookup.Unsure("an earlier " + command + " of it is still at work");
    }

    private Lookup lookUp(JobId job, Function<JobId, Optional<String>> inQueue) {
        return inQueue.apply(job)
                .or(() -> places.folder(job).schedulerId())
                .<Lookup>map(Lookup.Found::new)
                .orElseGet(() -> notThere(job));
    }

    private Lookup notThere(JobId job) {
        Instant now = clock.instant();
        Instant since = absent.computeIfAbsent(job, _ -> now);
        return now.isBefore(since.plus(certainAfter))
                ? new Lookup.Unsure(scheduler + " does not have it; asked again, to be certain")
                : new Lookup.Absent();
    }
}
