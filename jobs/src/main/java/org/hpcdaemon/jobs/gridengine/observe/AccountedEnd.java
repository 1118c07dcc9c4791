package org.hpcdaemon.jobs.gridengine.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.hpcdaemon.linux.process.SignalNames;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.job.JobUsage;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended, by the numbers of accounting(5) that Grid Engine 8.1.9 was seen to give.
 *
 * @param at absent of what never began
 * @param killed whether a signal ended it; the accounting does not say who sent it
 */
public record AccountedEnd(
        JobState state,
        @Nullable Integer exitCode,
        @Nullable String signal,
        @Nullable String reason,
        @Nullable Instant at,
        @Nullable JobUsage usage,
        int attempt,
        boolean killed) {
    private static final int ENFORCED_LIMIT = 37;
    private static final int AFTER_JOB = 100;
    private static final Pattern RUN_TIME = Pattern.compile("[ ,]h_(?:rt|cpu)=(\\d+)");

    static AccountedEnd of(AccountingRecord record, int attempt) {
        return switch (record.failed()) {
            case 0 ->
                record.exitStatus() == 0
                        ? end(record, JobState.COMPLETED, 0, null, null, attempt)
                        : end(
                                record,
                                JobState.FAILED,
                                record.exitStatus(),
                                null,
                                "exited with " + record.exitStatus(),
                                attempt);
            case ENFORCED_LIMIT -> limited(record, attempt);
            case AFTER_JOB -> {
                int number = record.exitStatus() - 128;
                String signal = number > 0 ? SignalNames.of(number) : null;
                yield end(
                        record,
                        JobState.FAILED,
                        signal == null ? record.exitStatus() : null,
                        signal,
                        signal == null ? record.words() : "ended by signal " + signal,
                        attempt);
            }
            default ->
                end(
                        record,
                        JobState.FAILED,
                        record.exitStatus() == 0 ? null : record.exitStatus(),
                        null,
                        "Grid Engine says: " + record.words() + " (" + record.failed() + ")",
                        attempt);
        };
    }

    /** Which limit it was, Grid Engine does not say: not the time, where it ran for less than that. */
    private static AccountedEnd limited(AccountingRecord record, int attempt) {
        Matcher limit = RUN_TIME.matcher(" " + record.requests());
        boolean inTime = limit.find()
                && record.start() != null
                && record.end() != null
                && Duration.between(record.start(), record.end()).toSeconds() < Long.parseLong(limit.group(1)) - 1;
        boolean memory = record.requests().contains("h_vmem=")
                && (inTime || !limit.reset().find());
        return memory
                ? end(record, JobState.OUT_OF_MEMORY, null, null, "used more memory than it asked for", attempt)
                : end(record, JobState.TIMEOUT, null, null, "reached its time limit", attempt);
    }

    private static AccountedEnd end(
            AccountingRecord record,
            JobState state,
            @Nullable Integer code,
            @Nullable String signal,
            @Nullable String reason,
            int attempt) {
        return new AccountedEnd(
                state, code, signal, reason, record.end(), record.usage(), attempt, record.failed() == AFTER_JOB);
    }

    /**
     * To whom it is told.
     *
     * @param cancelled whether it was to be ended from here
     * @param now for an end whose time is not known
     */
    public Sighting sighting(boolean cancelled, Instant now) {
        Instant when = at == null ? now : at;
        return cancelled && state != JobState.COMPLETED && (killed || at == null)
                ? new Sighting.Ended(JobState.CANCELLED, null, signal, "cancelled", when, usage, attempt)
                : new Sighting.Ended(state, exitCode, signal, reason, when, usage, attempt);
    }
}
