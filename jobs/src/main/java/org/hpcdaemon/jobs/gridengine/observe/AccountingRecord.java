package org.hpcdaemon.jobs.gridengine.observe;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.protocol.message.job.JobUsage;
import org.jspecify.annotations.Nullable;

/**
 * What {@code qacct -j} says of one attempt of a job, or of one task of an array.
 *
 * @param task absent of a plain job
 * @param failed what went wrong around the job, as accounting(5) numbers it; 0: nothing
 * @param words Grid Engine's own for that; empty if there are none
 * @param exitStatus what the job exited with; over 128 together with a {@code failed} a signal
 * @param requests its {@code -l}, {@code -q} and so on
 */
record AccountingRecord(
        String jobId,
        @Nullable Integer task,
        int failed,
        String words,
        int exitStatus,
        @Nullable Instant start,
        @Nullable Instant end,
        double cpuSeconds,
        int slots,
        String requests) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss uuuu", Locale.ENGLISH);
    private static final Pattern NUMBER = Pattern.compile("^(\\d+(?:\\.\\d+)?).*");
    private static final int RESCHEDULED = 25; // it exited with 99, or was told to start again
    private static final int MIGRATED = 24;
    private static final Pattern FAILED = Pattern.compile("^\\d+ *: *(.*)");

    /** @param fields as qacct names them */
    static AccountingRecord of(Map<String, String> fields) {
        String failed = fields.getOrDefault("failed", "");
        Matcher words = FAILED.matcher(failed);
        String task = fields.getOrDefault("taskid", "undefined");
        return new AccountingRecord(
                fields.getOrDefault("jobnumber", ""),
                task.matches("[1-9]\\d{0,8}") ? Integer.valueOf(task) : null,
                (int) number(failed),
                words.matches() ? words.group(1) : "",
                (int) number(fields.getOrDefault("exit_status", "")),
                time(fields.getOrDefault("start_time", "")),
                time(fields.getOrDefault("end_time", "")),
                number(fields.getOrDefault("cpu", "")),
                (int) Math.max(1, number(fields.getOrDefault("slots", "1"))),
                fields.getOrDefault("category", ""));
    }

    /** Whether it was started again after this, or is to be. */
    boolean restarted() {
        return failed == RESCHEDULED || failed == MIGRATED;
    }

    /** Absent if it did not run. */
    @Nullable
    JobUsage usage() {
        if (start == null || end == null || end.isBefore(start)) {
            return null;
        }
        long ran = Duration.between(start, end).toMillis(); // by whole seconds
        return new JobUsage(ran, ran == 0 ? null : Math.round(cpuSeconds * 1000 / ran / slots * 1000) / 1000.0, null);
    }

    private static double number(String text) {
        Matcher number = NUMBER.matcher(text);
        return number.matches() ? Double.parseDouble(number.group(1)) : 0;
    }

    private static @Nullable Instant time(String text) {
        try {
            return LocalDateTime.parse(text.replaceAll(" +", " "), TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            return null; // of what never began: -/-
        }
    }
}
