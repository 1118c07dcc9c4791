package org.hpcdaemon.jobs.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.hpcdaemon.jobs.verdict.Testimony;
import org.hpcdaemon.protocol.message.job.JobState;

/**
 * Tasks that neither the scheduler nor its accounting reports any longer, and those that completed by the scheduler and may have no record
 * of it. One answer that leaves a task out is no testimony: a scheduler under load leaves jobs out, an accounting is late and a shared
 * file system slow. So it counts from the second in a row on, and after a while nothing more is expected. A scheduler that does not
 * answer at all is not counted. Used by one thread.
 */
final class VanishedTasks {
    /** As many as it takes for one that was just restarted to have read its own state. */
    private static final int ANSWERS = 3;

    private record Since(Class<? extends Sighting> kind, Instant first, int answers) {
        /** Not if the clock was set back since: the patience would last until it is there again. */
        boolean goesOn(Since later) {
            return kind.equals(later.kind) && !later.first.isBefore(first);
        }

        Since again() {
            return new Since(kind, first, answers + 1);
        }
    }

    private final Duration patience;
    private final Map<TaskKey, Since> tasks = new HashMap<>();

    /** @param patience from the first such answer on */
    VanishedTasks(Duration patience) {
        this.patience = patience;
    }

    /** What one more answer is worth. */
    Testimony hear(TaskKey task, Sighting sighting, Instant now) {
        if (!isOpen(sighting)) {
            tasks.remove(task);
            return Testimony.of(sighting);
        }
        boolean slip = !(sighting instanceof Sighting.Ended) && !tasks.containsKey(task);
        Since one = new Since(sighting.getClass(), now, 1);
        Since since = tasks.merge(task, one, (before, _) -> before.goesOn(one) ? before.again() : one);
        boolean enough =
                since.answers() >= ANSWERS && !now.isBefore(since.first().plus(patience));
        return slip ? Testimony.NONE : new Testimony(sighting, enough);
    }

    /** Whether more may come: a better answer, or a record that goes with a success. */
    private static boolean isOpen(Sighting sighting) {
        return switch (sighting) {
            case Sighting.Forgotten _ -> true;
            case Sighting.Unseen _ -> true;
            case Sighting.Ended ended -> ended.state() == JobState.COMPLETED;
            case Sighting.Queued _ -> false;
            case Sighting.Running _ -> false;
            case Sighting.Gone _ -> false;
        };
    }

    /** It is over. */
    void forget(TaskKey task) {
        tasks.remove(task);
    }
}
