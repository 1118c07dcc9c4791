package org.hpcdaemon.jobs.slurm.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hpcdaemon.jobs.command.SchedulerCommands;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.hpcdaemon.jobs.slurm.command.SubmitAnswer;
import org.hpcdaemon.protocol.message.job.JobState;

/** Asks the accounting about tasks that slurmctld does not know any more. */
public final class AccountingLookup {
    private static final Duration ACCOUNTING_TIMEOUT = Duration.ofSeconds(30);

    /** The clocks of two hosts differ by less. */
    private static final Duration CLOCKS = Duration.ofHours(1);

    private static final String FORGOTTEN = "SLURM has forgotten it, and ";

    /** What sacct says where accounting_storage/none is configured. */
    private static final String DISABLED = "accounting storage is disabled";

    private final SchedulerCommands commands;

    public AccountingLookup(SchedulerCommands commands) {
        this.commands = commands;
    }

    /**
     * A job to ask about.
     *
     * @param id SLURM's; empty if unknown
     */
    public record VanishedJob(String id, Instant submittedAt) {}

    /** A sighting of each, with one query. */
    public Map<TaskKey, Sighting> of(Map<TaskKey, VanishedJob> gone, Instant now) {
        Map<TaskKey, Sighting> sightings = new HashMap<>();
        List<VanishedJob> asked = gone.values().stream()
                .filter(job -> !job.id().isEmpty())
                .distinct()
                .limit(SacctRows.MAX_IDS) // the others are asked about next time
                .toList();
        Answer answer = asked.isEmpty() ? new Answer.Silent("its id is not known") : ask(asked);
        Set<VanishedJob> known = new HashSet<>(asked);
        gone.forEach((task, job) -> sightings.put(
                task,
                known.contains(job)
                        ? sighting(answer, job, task, now)
                        : new Sighting.Unseen(FORGOTTEN + "its accounting was not asked yet")));
        return sightings;
    }

    private static Sighting sighting(Answer answer, VanishedJob job, TaskKey task, Instant now) {
        return switch (answer) {
            case Answer.Silent(String reason) -> new Sighting.Unseen(FORGOTTEN + reason);
            case Answer.None(String reason) -> new Sighting.Forgotten(FORGOTTEN + reason);
            case Answer.Of(Accounted accounted) ->
                accounted
                        .of(job.id(), task)
                        .map(said -> sighting(said, now))
                        .orElseGet(() -> new Sighting.Forgotten(FORGOTTEN + "its accounting does not know it"));
        };
    }

    /** What slurmctld does not have will not go on for long; it may only have been left out of one answer. */
    private static Sighting sighting(SlurmState.Said said, Instant now) {
        String reason = FORGOTTEN + "its accounting knows no end of it (" + said.state() + ")";
        return switch (SlurmState.sighting(said, now)) {
            case Sighting.Ended ended -> ended;
            case Sighting.Queued _ -> new Sighting.Forgotten(reason, JobState.PENDING);
            case Sighting.Running _ -> new Sighting.Forgotten(reason, JobState.RUNNING);
            case Sighting.Gone _ -> new Sighting.Forgotten(reason);
            case Sighting.Forgotten _ -> new Sighting.Forgotten(reason);
            case Sighting.Unseen _ -> new Sighting.Forgotten(reason);
        };
    }

    private sealed interface Answer {
        record Of(Accounted accounted) implements Answer {}

        /** This cluster keeps no accounts. */
        record None(String reason) implements Answer {}

        /** It may keep some, and does not say. */
        record Silent(String reason) implements Answer {}
    }

    private Answer ask(List<VanishedJob> jobs) {
        List<String> ids = jobs.stream().map(VanishedJob::id).toList();
        Instant first = jobs.stream()
                .map(VanishedJob::submittedAt)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        List<String> command = SacctRows.command(ids, first.minus(CLOCKS));
        return switch (commands.run(ACCOUNTING_TIMEOUT, command, SlurmTimes.IN_UTC)) {
            case SchedulerCommands.Outcome.NotStarted(String reason) -> new Answer.None("there is no sacct: " + reason);
            case SchedulerCommands.Outcome.TimedOut(String reason) -> new Answer.Silent(reason);
            case SchedulerCommands.Outcome.Done(int exitCode, String out, String err) -> {
                if (exitCode == 0) {
                    yield new Answer.Of(SacctRows.parse(out));
                }
                String reason = "its accounting does not answer: " + SubmitAnswer.words(err);
                yield err.contains(DISABLED) ? new Answer.None(reason) : new Answer.Silent(reason);
            }
        };
    }
}
