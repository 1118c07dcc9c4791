package org.hpcdaemon.jobs.gridengine.observe;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One {@code job_list} of {@code qstat -xml}: a job, or tasks of an array that have nothing to tell apart.
 *
 * @param name where our tag is
 * @param state in qstat's letters, such as {@code qw}, {@code Eqw}, {@code dr}
 * @param start when it began; absent if it waits
 * @param queue {@code QUEUE@HOST}; empty if it waits
 * @param tasks absent of a plain job
 */
public record QueueRow(
        String jobId,
        String name,
        String state,
        @Nullable Instant start,
        String queue,
        @Nullable TaskRanges tasks) {

    /** Whether it has ended; how, the queue does not say. */
    boolean ended() {
        return state.equals("z");
    }

    boolean inError() {
        return state.contains("E");
    }

    boolean held() {
        return state.contains("h") && waits(); // "hr" runs, and would be held if it were started again
    }

    boolean restarted() {
        return state.contains("R");
    }

    boolean waits() {
        return state.contains("w");
    }

    /** Where it runs. */
    Optional<String> host() {
        int at = queue.indexOf('@');
        return at < 0 ? Optional.empty() : Optional.of(queue.substring(at + 1));
    }
}
