package org.hpcdaemon.jobs.gridengine.submit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hpcdaemon.jobs.command.SchedulerCommands;
import org.jspecify.annotations.Nullable;

/**
 * Which of a site's parallel environments gives all slots of a job on one node: the allocation rule {@code $pe_slots}. Their names are
 * the site's; of several, one that many sites have is taken. Thread-safe: asks once, and again only if there was no answer.
 */
public final class ParallelEnvironments {
    private static final List<String> USUAL =
            List.of("smp", "threaded", "threads", "shm", "shmem", "openmp", "omp", "multicore");

    /** Each name is one more question to sge_qmaster. */
    private static final int MAX_ASKED = 50;

    private final SchedulerCommands commands;
    private final Duration patience;
    private volatile @Nullable Found found;

    public ParallelEnvironments(SchedulerCommands commands, Duration patience) {
        this.commands = commands;
        this.patience = patience;
    }

    /** What a site has. */
    public sealed interface Found {
        record Named(String name) implements Found {}

        /** None that does. */
        record None() implements Found {}

        /** Grid Engine does not say. */
        record Unknown() implements Found {}
    }

    /** The one to ask for. */
    public Found onOneNode() {
        Found known = found;
        if (known == null) {
            known = ask();
            found = known instanceof Found.Unknown ? null : known;
        }
        return known;
    }

    private Found ask() {
        String names = said("-spl");
        if (names == null) {
            return new Found.Unknown();
        }
        List<String> ranked = names.lines()
                .map(String::strip)
                .filter(name -> name.matches("[\\w.-]+"))
                .sorted(Comparator.comparingInt(ParallelEnvironments::rank))
                .limit(MAX_ASKED)
                .toList();
        for (String name : ranked) {
            String settings = said("-sp", name);
            if (settings == null) {
                return new Found.Unknown();
            }
            if (settings.lines().anyMatch(line -> line.matches("allocation_rule\\s+\\$pe_slots\\s*"))) {
                return new Found.Named(name);
            }
        }
        return new Found.None();
    }

    private static int rank(String name) {
        int at = USUAL.indexOf(name);
        return at < 0 ? USUAL.size() : at;
    }

    /** What qconf printed; absent if it failed, but for a list without entries. */
    private @Nullable String said(String... options) {
        List<String> command = new ArrayList<>(List.of("qconf"));
        command.addAll(List.of(options));
        return switch (commands.run(patience, command)) {
            case SchedulerCommands.Outcome.Done(int exitCode, String out, String err) ->
                exitCode == 0 ? out : err.contains("no parallel environment defined") ? "" : null;
            case SchedulerCommands.Outcome.TimedOut _ -> null;
            case SchedulerCommands.Outcome.NotStarted _ -> null;
        };
    }
}
