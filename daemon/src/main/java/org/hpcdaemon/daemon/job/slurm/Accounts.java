package org.hpcdaemon.daemon.job.slurm;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.daemon.job.Sighting;
import org.hpcdaemon.daemon.job.TaskKey;

/** Asks the accounting about tasks that slurmctld does not know any more. */
final class Accounts {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The clocks of two hosts differ by less. */
    private static final Duration CLOCKS = Duration.ofHours(1);

    private static final String FORGOTTEN = "SLURM has forgotten it, and ";

    private final Commands commands;

    Accounts(Commands commands) {
        this.commands = commands;
    }

    /**
     * A job to ask about.
     *
     * @param id SLURM's; empty if nobody knows it
     */
    record Missing(String id, Instant submittedAt) {}

    /** A sighting of each, with one query. */
    Map<TaskKey, Sighting> of(Map<TaskKey, Missing> gone, Instant now) {
        Map<TaskKey, Sighting> sightings = new HashMap<>();
        List<Missing> asked = gone.values().stream()
                .filter(job -> !job.id().isEmpty())
                .distinct()
                .limit(Accounting.MOST_IDS) // the others are asked about next time
                .toList();
        Answer answer = asked.isEmpty() ? new Answer(new Accounted(Map.of()), "its id is not known") : ask(asked);
        gone.forEach((task, job) -> sightings.put(task, sighting(answer, job, task, now)));
        return sightings;
    }

    private static Sighting sighting(Answer answer, Missing job, TaskKey task, Instant now) {
        Optional<SlurmState.Said> said =
                job.id().isEmpty() ? Optional.empty() : answer.accounted().of(job.id(), task);
        if (said.isEmpty()) {
            return new Sighting.Unseen(FORGOTTEN + answer.otherwise());
        }
        // What slurmctld does not have does not run, whatever was noted last.
        return SlurmState.sighting(said.get(), now) instanceof Sighting.Ended ended
                ? ended
                : new Sighting.Unseen(FORGOTTEN + "its accounting knows no end of it ("
                        + said.get().state() + ")");
    }

    /** @param otherwise why one is not among those that were found */
    private record Answer(Accounted accounted, String otherwise) {}

    private Answer ask(List<Missing> jobs) {
        List<String> ids = jobs.stream().map(Missing::id).toList();
        Instant first = jobs.stream()
                .map(Missing::submittedAt)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        List<String> command = Accounting.command(ids, first.minus(CLOCKS));
        return switch (commands.run(PATIENCE, command, Times.IN_UTC)) {
            case Commands.Outcome.NotStarted(String reason) -> nothing("there is no sacct: " + reason);
            case Commands.Outcome.TimedOut(String reason) -> nothing(reason);
            case Commands.Outcome.Done(int exitCode, String out, String err) ->
                exitCode == 0
                        ? new Answer(Accounting.parse(out), "its accounting does not know it")
                        : nothing("its accounting does not answer: " + SubmitAnswer.words(err));
        };
    }

    private static Answer nothing(String why) {
        return new Answer(new Accounted(Map.of()), why);
    }
}
