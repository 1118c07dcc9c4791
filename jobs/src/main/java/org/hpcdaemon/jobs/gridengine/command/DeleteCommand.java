package org.hpcdaemon.jobs.gridengine.command;

import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.jobs.command.SchedulerCommands;
import org.hpcdaemon.jobs.scheduler.Scheduler.Cancellation;

/** qdel(1), which says on its standard output what it did and what it did not. */
public final class DeleteCommand {
    private DeleteCommand() {}

    /**
     * One request to sge_qmaster, however many tasks.
     *
     * @param tasks numbers of an array's, as Grid Engine has them, ascending; empty: the whole job
     */
    public static List<String> of(String id, List<Integer> tasks) {
        List<String> command = new ArrayList<>(List.of("qdel"));
        if (tasks.isEmpty()) {
            command.add(id);
        }
        for (int i = 0; i < tasks.size(); ) {
            int first = tasks.get(i);
            int last = first;
            while (++i < tasks.size() && tasks.get(i) == last + 1) {
                last++;
            }
            command.add(id + "." + (first == last ? first : first + "-" + last));
        }
        return command;
    }

    /** That it has ended already, or was never there, is as good as done. */
    public static Cancellation answer(SchedulerCommands.Outcome outcome) {
        return switch (outcome) {
            case SchedulerCommands.Outcome.NotStarted(String reason) -> new Cancellation.Silent(reason);
            case SchedulerCommands.Outcome.TimedOut(String reason) -> new Cancellation.Silent(reason);
            case SchedulerCommands.Outcome.Done(int exitCode, String out, String err) -> {
                String failed = String.join(
                        "\n",
                        (out + "\n" + err)
                                .lines()
                                .filter(
                                        line -> !line.matches(
                                                ".* (?:has registered|has deleted) .*|.*already in deletion.*|.*does not exist.*"))
                                .toList());
                yield exitCode == 0 || (!out.isBlank() && failed.isBlank())
                        ? new Cancellation.Requested()
                        : new Cancellation.Silent(SubmitAnswer.words(failed));
            }
        };
    }
}
