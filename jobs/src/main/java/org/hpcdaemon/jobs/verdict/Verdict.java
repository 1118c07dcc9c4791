package org.hpcdaemon.jobs.verdict;

import java.time.Instant;
import java.util.Optional;
import org.hpcdaemon.jobs.folder.TaskFolder;
import org.hpcdaemon.jobs.folder.TaskRecord;
import org.hpcdaemon.jobs.model.TaskStatus;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.hpcdaemon.protocol.message.job.JobState;
import org.jspecify.annotations.Nullable;

/**
 * From testimony to state: a pure function over the three witnesses, the task's own record, the queue and the
 * accounting. A task is over only on evidence; silence changes nothing.
 */
public final class Verdict {
    private final boolean schedulerHasTheLastWord;

    /** @param schedulerHasTheLastWord see {@link Scheduler#hasTheLastWord} */
    public Verdict(boolean schedulerHasTheLastWord) {
        this.schedulerHasTheLastWord = schedulerHasTheLastWord;
    }

    /**
     * How a task is, by all that is known of it now.
     *
     * @param now for an end whose time was not recorded
     */
    public TaskStatus of(TaskStatus before, TaskFolder folder, Testimony heard, Instant now) {
        if (before.state().terminal()) {
            return before;
        }
        TaskStatus after = judge(before, folder, heard, now);
        // What the wrapper has news of is looked at without the scheduler; so no survey reads another file for each
        // task.
        return heard.sighting() == null || after.state().terminal() ? after.within(folder.sandbox()) : after;
    }

    private TaskStatus judge(TaskStatus before, TaskFolder folder, Testimony heard, Instant now) {
        // After a sighting: what the scheduler says of an end is true only of records written before it was asked,
        // and "it is gone" only if there is still no record now.
        Optional<TaskRecord.Exited> exited = folder.exited();
        Sighting sighting = heard.sighting();
        TaskStatus current = before.attempt(Math.max(before.attempt(), attempt(sighting)));
        if (exited.isPresent() && exited.get().attempt() >= current.attempt()) {
            TaskStatus begun = withStart(current.attempt(exited.get().attempt()), folder);
            RecordedEnd end = new RecordedEnd(exited.get(), folder);
            return isOpen(heard) ? begun.is(JobState.RUNNING, end.unconfirmed()) : end.of(begun, sighting);
        }
        return switch (sighting) {
            case null -> withStart(current, folder);
            case Sighting.Queued queued ->
                current.is(JobState.PENDING, queued.reason()).expected(queued.estimatedStart());
            case Sighting.Running running ->
                withStart(
                        current.is(JobState.RUNNING, running.reason()).started(running.since(), running.node()),
                        folder);
            case Sighting.Ended ended -> unrecorded(withStart(current, folder), ended, folder, heard.waitedEnough());
            case Sighting.Gone gone -> withStart(current, folder).ended(JobState.LOST, gone.reason(), now);
            case Sighting.Forgotten forgotten -> forgotten(withStart(current, folder), forgotten, heard, now);
            case Sighting.Unseen unseen -> withStart(current, folder).is(JobState.UNKNOWN, unseen.reason());
        };
    }

    /** Whether the scheduler is still to say how a task ended that has a record of its end. */
    private boolean isOpen(Testimony heard) {
        return schedulerHasTheLastWord
                && switch (heard.sighting()) {
                    case null -> true;
                    case Sighting.Queued _ -> true; // it was asked before that run, or is about to requeue the task
                    case Sighting.Running _ -> true;
                    case Sighting.Ended _ -> false;
                    case Sighting.Gone _ -> false;
                    case Sighting.Forgotten _ -> !heard.waitedEnough();
                    case Sighting.Unseen _ -> !heard.waitedEnough();
                };
    }

    private static TaskStatus forgotten(TaskStatus status, Sighting.Forgotten forgotten, Testimony heard, Instant now) {
        if (heard.waitedEnough()) {
            return status.ended(JobState.UNKNOWN, "how it ended is unknown: " + forgotten.reason(), now);
        }
        JobState alive = forgotten.alive();
        if (alive == null) {
            return status.is(JobState.UNKNOWN, forgotten.reason());
        }
        return status.state() == alive ? status : status.is(alive, null);
    }

    /** What a record says that shows up after its task was given up; empty as long as there is none. */
    public Optional<TaskStatus> late(TaskStatus given, TaskFolder folder, Instant now) {
        if (!given.finished() || given.state() != JobState.UNKNOWN) {
            return Optional.empty();
        }
        Testimony nothing = new Testimony(new Sighting.Forgotten("it was given up"), true);
        TaskStatus truth = of(given, folder, nothing, now);
        return truth.state().terminal() ? Optional.of(truth) : Optional.empty();
    }

    private static int attempt(@Nullable Sighting sighting) {
        return switch (sighting) {
            case Sighting.Queued queued -> queued.attempt();
            case Sighting.Running running -> running.attempt();
            case Sighting.Ended ended -> ended.attempt();
            case null -> 1;
            case Sighting.Gone g -> 1;
            case Sighting.Forgotten f -> 1;
            case Sighting.Unseen u -> 1;
        };
    }

    private static TaskStatus withStart(TaskStatus status, TaskFolder folder) {
        if (status.startedAt() != null && status.state() != JobState.PENDING) {
            return status;
        }
        return folder.started()
                .filter(started -> started.attempt() >= status.attempt())
                .map(started -> {
                    TaskStatus begun = status.attempt(started.attempt());
                    TaskStatus running = begun.state() == JobState.PENDING ? begun.is(JobState.RUNNING, null) : begun;
                    return running.started(
                            started.at(), started.wrapper().host().name());
                })
                .orElse(status);
    }

    private static TaskStatus unrecorded(
            TaskStatus status, Sighting.Ended said, TaskFolder folder, boolean waitedEnough) {
        // What a scheduler could not start it may say exited with 1, or with 0.
        return switch (said.state()) {
            case COMPLETED ->
                hasBegun(status, folder)
                        ? over(status, said, said.reason())
                        : unbegunSuccess(status, said, waitedEnough);
            case FAILED ->
                over(
                        status,
                        said,
                        hasBegun(status, folder) ? said.reason() : said.reason() + "; there is no sign that it began");
            case CANCELLED, TIMEOUT, OUT_OF_MEMORY, NODE_FAIL, PREEMPTED, LOST, UNKNOWN, PENDING, RUNNING ->
                over(status, said, said.reason());
        };
    }

    private static boolean hasBegun(TaskStatus status, TaskFolder folder) {
        return folder.claimed(status.attempt())
                || folder.started()
                        .filter(started -> started.attempt() >= status.attempt())
                        .isPresent();
    }

    /** The sign may be late, as a shared file system can be; without it nothing has succeeded. */
    private static TaskStatus unbegunSuccess(TaskStatus status, Sighting.Ended said, boolean waitedEnough) {
        String reason = "the scheduler says that it completed, but there is no sign that it began";
        return waitedEnough
                ? status.over(JobState.UNKNOWN, null, null, reason, said.at(), said.usage())
                : status.is(JobState.RUNNING, reason + " yet");
    }

    private static TaskStatus over(TaskStatus status, Sighting.Ended said, @Nullable String reason) {
        return status.over(said.state(), said.exitCode(), said.signal(), reason, said.at(), said.usage());
    }
}
