package org.hpcdaemon.jobs.slurm.observe;

import java.time.Instant;
import java.util.Locale;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.job.JobUsage;
import org.jspecify.annotations.Nullable;

/**
 * What SLURM's states mean to us. The states are those of job_state_string() in SLURM 20.11 to 25.05; sacct adds a
 * word about who cancelled ({@code CANCELLED by 1000}) and {@code +} where it cut one off.
 */
public final class SlurmState {
    private SlurmState() {}

    /**
     * What SLURM says of one task.
     *
     * @param restarts how often it was requeued
     * @param start when it began, or is expected to; absent if SLURM does not say
     * @param end when it ended; absent if it has not
     * @param node the first of its nodes
     */
    public record Said(
            String state,
            @Nullable String reason,
            int restarts,
            @Nullable ExitStatus exit,
            @Nullable Instant start,
            @Nullable Instant end,
            @Nullable String node,
            @Nullable JobUsage usage) {
        /** It speaks of a task, in another form than it was asked for. */
        static final Said UNREADABLE = new Said("", null, 0, null, null, null, null, null);
    }

    /**
     * What SLURM's words for a task say about it.
     *
     * @param now for an end whose time SLURM does not say
     */
    public static Sighting sighting(Said said, Instant now) {
        String state = word(said.state());
        int attempt = said.restarts() + 1;
        return switch (state) {
            case "PENDING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "SPECIAL_EXIT", "RESV_DEL_HOLD", "EXPEDITING" ->
                new Sighting.Queued(said.reason(), attempt, said.start());
            case "CONFIGURING", "POWER_UP_NODE" ->
                new Sighting.Queued("its nodes are being prepared", attempt, said.start());
            // Until a job has left the nodes it may still write; whether it is requeued is known after that.
            case "RUNNING", "SIGNALING", "RESIZING", "STAGE_OUT", "UPDATE_DB", "COMPLETING" ->
                new Sighting.Running(said.start(), said.node(), attempt);
            case "SUSPENDED", "STOPPED" ->
                new Sighting.Running(said.start(), said.node(), attempt, state.toLowerCase(Locale.ROOT));
            case "COMPLETED" -> ended(JobState.COMPLETED, said, now);
            case "CANCELLED" -> ended(JobState.CANCELLED, said, now);
            case "FAILED" -> ended(JobState.FAILED, said, now);
            case "TIMEOUT", "DEADLINE" -> ended(JobState.TIMEOUT, said, now);
            case "OUT_OF_MEMORY" -> ended(JobState.OUT_OF_MEMORY, said, now);
            case "NODE_FAIL", "BOOT_FAIL" -> ended(JobState.NODE_FAIL, said, now);
            case "PREEMPTED" -> ended(JobState.PREEMPTED, said, now);
            case "" -> new Sighting.Unseen("SLURM answers in another form than it was asked for");
            case "REVOKED" -> new Sighting.Unseen("another cluster of the federation runs it");
            // LAUNCH_FAILED and RECONFIG_FAIL among them: SLURM then holds, requeues or ends the job, and says so.
            default -> new Sighting.Unseen("SLURM reports " + state + ", which is not a state of a job");
        };
    }

    private static Sighting ended(JobState state, Said said, Instant now) {
        ExitStatus exit = said.exit();
        return new Sighting.Ended(
                state,
                exit == null ? null : code(state, exit),
                exit == null || state == JobState.NODE_FAIL ? null : exit.signal(), // there, 1 is SLURM's mark
                state == JobState.COMPLETED ? null : reason(state, said),
                said.end() == null ? now : said.end(),
                said.usage(),
                said.restarts() + 1);
    }

    /** A code that SLURM never set looks like 0, which no failure exits with. */
    private static @Nullable Integer code(JobState state, ExitStatus exit) {
        return switch (state) {
            case COMPLETED -> exit.code();
            case FAILED -> Integer.valueOf(0).equals(exit.code()) ? null : exit.code();
            case CANCELLED, TIMEOUT, OUT_OF_MEMORY, NODE_FAIL, PREEMPTED, LOST, UNKNOWN, PENDING, RUNNING -> null;
        };
    }

    private static String reason(JobState state, Said said) {
        String words = switch (state) {
            case TIMEOUT -> "reached its time limit";
            case OUT_OF_MEMORY -> "used more memory than it asked for";
            case NODE_FAIL -> "a node of it failed";
            case PREEMPTED -> "gave way to another job";
            case CANCELLED -> cancelled(said.state());
            default -> "failed";
        };
        return said.reason() == null ? words : words + " (" + said.reason() + ")";
    }

    /** sacct says by whom. */
    private static String cancelled(String state) {
        String[] words = state.strip().split(" ", -1);
        return words.length == 3 && words[2].matches("\\d{1,10}") ? "cancelled by uid " + words[2] : "cancelled";
    }

    private static String word(String state) {
        String first = state.strip().toUpperCase(Locale.ROOT);
        int space = first.indexOf(' ');
        String word = space < 0 ? first : first.substring(0, space);
        return switch (word) {
            case "CANCELLED+" -> "CANCELLED";
            case "OUT_OF_ME+", "OUT_OF_MEM+" -> "OUT_OF_MEMORY";
            default -> word;
        };
    }
}
