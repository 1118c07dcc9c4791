package org.hpcdaemon.jobs.slurm;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.hpcdaemon.jobs.command.SchedulerCommands;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.scheduler.Scheduler.Cancellation;
import org.hpcdaemon.jobs.slurm.command.SubmitAnswer;

/** scancel(1). */
final class CancelCommand {
    private CancelCommand() {}

    /** One request to slurmctld, however many elements. */
    static List<String> of(String id, List<Integer> elements) {
        if (elements.contains(TaskKey.PLAIN)) {
            return List.of("scancel", id);
        }
        return List.of(
                "scancel", id + "_[" + elements.stream().map(Object::toString).collect(Collectors.joining(",")) + "]");
    }

    /** That it has ended already, or was never there, is as good as done. */
    static Cancellation answer(SchedulerCommands.Outcome outcome) {
        return switch (outcome) {
            case SchedulerCommands.Outcome.NotStarted(String reason) -> new Cancellation.Silent(reason);
            case SchedulerCommands.Outcome.TimedOut(String reason) -> new Cancellation.Silent(reason);
            case SchedulerCommands.Outcome.Done(int exitCode, String _, String err) -> {
                String lower = err.toLowerCase(Locale.ROOT);
                yield exitCode == 0 || lower.contains("invalid job id") || lower.contains("already complet")
                        ? new Cancellation.Requested()
                        : new Cancellation.Silent(SubmitAnswer.words(err));
            }
        };
    }
}
