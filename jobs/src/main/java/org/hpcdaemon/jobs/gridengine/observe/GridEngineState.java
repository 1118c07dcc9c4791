package org.hpcdaemon.jobs.gridengine.observe;

import java.time.Instant;
import java.util.regex.Pattern;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.hpcdaemon.protocol.message.job.JobState;
import org.jspecify.annotations.Nullable;

/**
 * What qstat's letters mean to us: {@code q} and {@code w} wait, {@code h} held, {@code t} and {@code r} start and run, {@code s}, {@code S}
 * and {@code T} suspended by hand, by the queue and by its load, {@code d} to be deleted, {@code R} restarted, {@code E} in error.
 */
public final class GridEngineState {
    private static final Pattern KNOWN = Pattern.compile("[qwhtrsSTdRE]+");

    private GridEngineState() {}

    /**
     * What a row says of one task. One in error never goes on by itself; it is told as over, and deleted then.
     *
     * @param task its number; absent of a plain job
     * @param restarts how often it is known to have been started again
     */
    public static Sighting sighting(
            QueueRow row, @Nullable Integer task, int restarts, Troubles troubles, Instant now) {
        String state = row.state();
        int attempt = restarts + 1;
        if (!KNOWN.matcher(state).matches()) {
            return new Sighting.Unseen("Grid Engine reports \"" + state + "\", which is not a state of a job");
        }
        if (row.inError()) {
            String why = troubles.error(row.jobId(), task).orElse("it gives no reason");
            return new Sighting.Ended(
                    JobState.FAILED, null, null, "Grid Engine put it in error: " + why, now, null, attempt);
        }
        if (row.held()) {
            return new Sighting.Queued(
                    "held"
                            + troubles.scheduling(row.jobId())
                                    .map(why -> ": " + why)
                                    .orElse(""),
                    attempt);
        }
        if (row.waits() || state.contains("q")) {
            return new Sighting.Queued(state.contains("d") ? "being deleted" : null, attempt);
        }
        return new Sighting.Running(row.start(), row.host().orElse(null), attempt, standing(state));
    }

    private static @Nullable String standing(String state) {
        if (state.contains("d")) {
            return "being deleted";
        }
        if (state.contains("s")) {
            return "suspended";
        }
        if (state.contains("S")) {
            return "suspended with its queue";
        }
        return state.contains("T") ? "suspended, since its node is overloaded" : null;
    }

    /** Whether more than the queue has to be asked about a row. */
    public static boolean troubled(QueueRow row) {
        return row.inError() || row.held();
    }
}
