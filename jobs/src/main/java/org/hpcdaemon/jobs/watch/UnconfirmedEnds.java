package org.hpcdaemon.jobs.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.linux.process.Pause;

/**
 * Tasks that have ended by their records but not yet by the scheduler, which is asked about these alone, at
 * once and then less and less often, so that an agent need not wait for the next survey, and a scheduler that takes its
 * time is not pressed. Used by one thread.
 */
final class UnconfirmedEnds {
    /** SLURM needs a second to clear up after a job before it says how that ended. */
    private static final Duration MIN_PAUSE = Duration.ofSeconds(1);

    private static final Duration MAX_PAUSE = Duration.ofSeconds(16); // by then a survey has come

    /** A command line has room for some; those that are left are asked about in a moment, or by the next survey. */
    private static final int MAX_AT_ONCE = 100;

    private final Set<TaskKey> tasks = new HashSet<>();
    private Instant askedAt = Instant.MIN;
    private Duration pause = MIN_PAUSE;
    private boolean news;

    void add(TaskKey task) {
        if (tasks.add(task)) {
            pause = MIN_PAUSE;
            news = true;
        }
    }

    /** Nothing is to be found out about it this way any more. */
    void remove(TaskKey task) {
        tasks.remove(task);
    }

    void removeIf(Predicate<TaskKey> confirmed) {
        tasks.removeIf(confirmed);
    }

    boolean due(Instant now) {
        return !tasks.isEmpty() && Pause.isOver(askedAt, pause, now);
    }

    List<TaskKey> some() {
        return tasks.stream().limit(MAX_AT_ONCE).toList();
    }

    void asked(Instant now) {
        askedAt = now;
        Duration next = news ? MIN_PAUSE : pause.multipliedBy(2);
        pause = next.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : next;
        news = false;
    }
}
