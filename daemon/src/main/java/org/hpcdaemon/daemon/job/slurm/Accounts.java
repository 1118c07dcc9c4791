package org.hpcdaemon.daemon.job.slurm;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.daemon.job.Sighting;
import org.hpcdaemon.daemon.job.TaskKey;

/** Asks the accounting about tasks that slurmctld does not know any more. */
final class Accounts {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String FORGOTTEN = "SLURM has forgotten it";

    private final Commands commands;

    Accounts(Commands commands) {
        this.commands = commands;
    }

    /**
     * A sighting of each, with one query.
     *
     * @param gone each task with the name that sacct has for it; empty if nobody knows it
     */
    Map<TaskKey, Sighting> of(Map<TaskKey, String> gone, Instant now) {
        Map<TaskKey, Sighting> sightings = new HashMap<>();
        List<String> names = gone.values().stream()
                .filter(name -> !name.isEmpty())
                .limit(Accounting.MOST_IDS) // the others are asked about next time
                .toList();
        Answer answer = names.isEmpty() ? new Answer(Map.of(), "its id is not known") : ask(names);
        gone.forEach((task, name) -> {
            SlurmState.Said said = answer.found().get(name);
            sightings.put(
                    task,
                    said == null
                            ? new Sighting.Unseen(FORGOTTEN + ", and " + answer.otherwise())
                            : SlurmState.sighting(said, now));
        });
        return sightings;
    }

    /** @param otherwise why one is not among those that were found */
    private record Answer(Map<String, SlurmState.Said> found, String otherwise) {}

    private Answer ask(List<String> names) {
        return switch (commands.run(PATIENCE, Accounting.command(names), Times.IN_UTC)) {
            case Commands.Outcome.NotStarted(String reason) -> new Answer(Map.of(), "there is no sacct: " + reason);
            case Commands.Outcome.TimedOut(String reason) -> new Answer(Map.of(), reason);
            case Commands.Outcome.Done(int exitCode, String out, String err) ->
                exitCode == 0
                        ? new Answer(Accounting.parse(out), "its accounting does not know it")
                        : new Answer(Map.of(), "its accounting does not answer: " + SubmitAnswer.words(err));
        };
    }
}
