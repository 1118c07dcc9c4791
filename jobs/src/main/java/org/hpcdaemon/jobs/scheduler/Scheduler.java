package org.hpcdaemon.jobs.scheduler;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.jobs.model.LaunchLimits;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobSpec;

/**
 * What starts jobs and knows about them. Implementations report what they know and decide nothing; one that cannot
 * answer says so, and nothing changes. Thread-safe; calls may block for as long as the scheduler takes.
 */
public interface Scheduler {

    SchedulerKind kind();

    /**
     * Checks what can be checked without asking anyone.
     *
     * @return the job as this scheduler understands it: what its script says of itself is in its fields
     * @throws org.hpcdaemon.protocol.error.HpcException naming what this scheduler cannot do
     */
    JobSpec understand(JobSpec spec);

    /** Submits a job whose folder is ready; the job's id is its tag. Called again only after a {@link Lookup.Absent}. */
    Submission submit(JobLaunch launch);

    /**
     * Asks about all of these with as few queries as there are kinds of queries.
     *
     * @param unconfirmed jobs to be looked up by their tags
     */
    Survey survey(Collection<TaskKey> tasks, Collection<JobId> unconfirmed);

    /**
     * Asks about a few tasks alone, which by their records have just ended, where that costs less than a survey. The answer
     * need not speak of each.
     */
    default Survey explain(Collection<TaskKey> tasks) {
        return survey(tasks, List.of());
    }

    /**
     * Ends tasks of a job: TERM, grace, KILL. Asks nothing first, and returns when that is under way; what comes of it is
     * seen by {@link #survey}.
     *
     * @param elements of an array; of a plain job {@link TaskKey#PLAIN} alone
     */
    Cancellation cancel(JobId job, List<Integer> elements);

    /** The job's end is stored: whatever was kept about it may go. */
    void forget(JobId job);

    /** The time between two surveys while jobs change. */
    Duration surveyEvery();

    /** The time between two surveys while nothing changes. */
    default Duration surveyAtLeastEvery() {
        return surveyEvery();
    }

    /** The least time between two surveys, also if something is known to have happened. */
    default Duration surveyAfterHint() {
        return Duration.ZERO;
    }

    /** How long it may have nothing to say of a task before no more is expected of it: an accounting may be late. */
    default Duration missingFor() {
        return Duration.ofMinutes(10);
    }

    /** What the wrapper has to enforce because this scheduler does not. */
    default LaunchLimits wrapperLimits(JobSpec spec) {
        return new LaunchLimits(0, LaunchLimits.GRACE_SECONDS, 0, 0);
    }

    /**
     * Whether the state it gives a job is the job's state, whatever the job's own record says: it knows of memory limits,
     * lost nodes and requeues. Then nothing is over before it has said so, or has had nothing to say for {@link #missingFor}.
     */
    default boolean hasTheLastWord() {
        return false;
    }

    /** How commands are started in its tasks that run. Throws {@code INVALID_PARAMS}, with another way, where it cannot start any. */
    default TaskCommands commands() {
        throw HpcException.invalid("jobs of this daemon are " + kind()
                + "'s, which starts no commands in jobs that run; run it on the daemon's machine, not in the job");
    }

    /** Who is told that something may have changed; the call returns at once. A scheduler that cannot tell never does. */
    default void onChange(Runnable listener) {}

    /** What came of a submission. */
    sealed interface Submission {
        /**
         * It has the job.
         *
         * @param schedulerId its own name for it
         */
        record Accepted(String schedulerId) implements Submission {}

        /** It will not have it; its own words. */
        record Refused(String message) implements Submission {}

        /** It certainly does not have it, and may later. */
        record Unavailable(String reason) implements Submission {}

        /** It may have it: to be looked up before anything else. */
        record Ambiguous(String reason) implements Submission {}
    }

    /** Whether a scheduler has a job. */
    sealed interface Lookup {
        record Found(String schedulerId) implements Lookup {}

        /** It does not have it, and will not get it from an earlier submission. */
        record Absent() implements Lookup {}

        /** It answers, and that is not certain enough to submit the job again: to be asked once more. */
        record Unsure(String reason) implements Lookup {}
    }

    /** What a scheduler says of many tasks and jobs. */
    sealed interface Survey {
        /** One sighting for every task, and one lookup for every job asked about. */
        record Answer(Map<TaskKey, Sighting> sightings, Map<JobId, Lookup> lookups) implements Survey {
            public Answer {
                sightings = Map.copyOf(sightings);
                lookups = Map.copyOf(lookups);
            }
        }

        record Silent(String reason) implements Survey {}
    }

    /** What came of asking for an end. */
    sealed interface Cancellation {
        /** Under way, or over already. */
        record Requested() implements Cancellation {}

        record Silent(String reason) implements Cancellation {}
    }
}
