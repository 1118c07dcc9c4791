package org.hpcdaemon.daemon.job.slurm;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hpcdaemon.daemon.job.Sighting;
import org.hpcdaemon.daemon.job.TaskKey;

/** Asks the accounting about tasks that slurmctld does not know any more. */
final class Accounts {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String FORGOTTEN = "SLURM has forgotten it";

    /** What sacct says where accounting_storage/none is configured. */
    private static final String DISABLED = "accounting storage is disabled";

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
        Set<String> names = gone.values().stream()
                .filter(name -> !name.isEmpty())
                .limit(Accounting.MOST_IDS) // the others are asked about next time
                .collect(Collectors.toSet());
        Answer answer = names.isEmpty() ? new Answer.Silent("its id is not known") : ask(names);
        gone.forEach((task, name) -> sightings.put(
                task,
                switch (answer) {
                    case Answer.Silent(String reason) -> new Sighting.Unseen(FORGOTTEN + ", and " + reason);
                    case Answer.None(String reason) -> new Sighting.Forgotten(FORGOTTEN + ", and " + reason);
                    case Answer.Of(Map<String, SlurmState.Said> found) -> {
                        SlurmState.Said said = found.get(name);
                        yield said != null
                                ? SlurmState.sighting(said, now)
                                : names.contains(name)
                                        ? new Sighting.Forgotten(FORGOTTEN + ", and its accounting does not know it")
                                        : new Sighting.Unseen(FORGOTTEN + ", and its accounting is asked next time");
                    }
                }));
        return sightings;
    }

    private sealed interface Answer {
        record Of(Map<String, SlurmState.Said> found) implements Answer {}

        /** This cluster keeps no accounts. */
        record None(String reason) implements Answer {}

        /** It may keep some, and does not say. */
        record Silent(String reason) implements Answer {}
    }

    private Answer ask(Collection<String> names) {
        return switch (commands.run(PATIENCE, Accounting.command(names), Times.IN_UTC)) {
            case Commands.Outcome.NotStarted(String reason) -> new Answer.None("there is no sacct: " + reason);
            case Commands.Outcome.TimedOut(String reason) -> new Answer.Silent(reason);
            case Commands.Outcome.Done(int exitCode, String out, String err) -> {
                if (exitCode == 0) {
                    yield new Answer.Of(Accounting.parse(out));
                }
                String reason = "its accounting does not answer: " + SubmitAnswer.words(err);
                yield err.contains(DISABLED) ? new Answer.None(reason) : new Answer.Silent(reason);
            }
        };
    }
}
