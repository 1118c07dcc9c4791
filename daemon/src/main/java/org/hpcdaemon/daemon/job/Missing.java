package org.hpcdaemon.daemon.job;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.hpcdaemon.protocol.message.JobState;

/**
 * Tasks of which nobody knows anything any more. An accounting may be late and a shared file system slow, so that is
 * believed only after a while and several answers; then they are given up, or their agent would wait for ever. A scheduler
 * that does not answer says nothing here. Used by one thread.
 */
final class Missing {
    /** As many as it takes for one that was just restarted to have read its own state. */
    private static final int ANSWERS = 3;

    private record Since(Instant first, int answers) {}

    private final Duration patience;
    private final Map<TaskKey, Since> tasks = new HashMap<>();

    /** @param patience from the first such answer on */
    Missing(Duration patience) {
        this.patience = patience;
    }

    /**
     * What one more answer makes of a task.
     *
     * @param status as all other testimony has it
     */
    TaskStatus judge(TaskKey task, Sighting sighting, TaskStatus status, Instant now) {
        if (!(sighting instanceof Sighting.Forgotten(String reason)) || status.finished()) {
            tasks.remove(task);
            return status;
        }
        Since since =
                tasks.merge(task, new Since(now, 1), (before, _) -> new Since(before.first(), before.answers() + 1));
        if (since.answers() < ANSWERS || now.isBefore(since.first().plus(patience))) {
            return status;
        }
        tasks.remove(task);
        return status.ended(JobState.UNKNOWN, "nobody knows how it ended: " + reason, now);
    }
}
