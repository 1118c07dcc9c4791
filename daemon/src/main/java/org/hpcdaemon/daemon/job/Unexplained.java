package org.hpcdaemon.daemon.job;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Tasks whose records leave open why they ended: the scheduler is asked about these alone, at once and then less and less
 * often, so that an agent need not wait for the next survey, and a scheduler that takes its time is not pressed. Used by one
 * thread.
 */
final class Unexplained {
    /** SLURM needs a second to clear up after a job before it says how that ended. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final int LONGEST = 16; // times that; by then a survey has come

    /** A command line has room for some; those that are left are asked about in a moment, or by the next survey. */
    private static final int MOST = 100;

    private final Set<TaskKey> tasks = new HashSet<>();
    private Instant askedAt = Instant.MIN;
    private Duration pause = SHORTEST;

    void add(TaskKey task) {
        if (tasks.add(task)) {
            pause = SHORTEST;
        }
    }

    void removeIf(Predicate<TaskKey> explained) {
        tasks.removeIf(explained);
    }

    boolean due(Instant now) {
        return !tasks.isEmpty() && !now.isBefore(askedAt.plus(pause));
    }

    List<TaskKey> some() {
        return tasks.stream().limit(MOST).toList();
    }

    void asked(Instant now) {
        askedAt = now;
        pause = pause.compareTo(SHORTEST.multipliedBy(LONGEST)) < 0 ? pause.multipliedBy(2) : pause;
    }
}
