package org.hpcdaemon.jobs.folder;

import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of jobs: which of those that have ended, and how much each may log.
 *
 * @param count so many, the newest
 * @param days so long after their end
 * @param logMb so much of each log that is in the daemon's home, in MB; absent: as is usual
 */
public record KeptJobs(int count, int days, @Nullable Integer logMb) {
    /** As long as wake-ups that were sent are kept; with some 40 KB each, as many as a small quota has room for. */
    public static final KeptJobs DEFAULT = new KeptJobs(20_000, 30, null);

    /** More than users read; a quota of some tens of GB has room for several. */
    public static final int LOG_MB = 1024;

    private static final int MAX = 9_999_999;

    /**
     * What was written where something was; otherwise as it was.
     *
     * @param whereCount where {@code count} was written, for the message
     * @param whereDays the same of {@code days}
     * @param whereLogMb the same of {@code logMb}
     */
    public static KeptJobs of(
            KeptJobs before,
            @Nullable String count,
            String whereCount,
            @Nullable String days,
            String whereDays,
            @Nullable String logMb,
            String whereLogMb) {
        return new KeptJobs(
                count == null ? before.count : number(count, whereCount, "jobs"),
                days == null ? before.days : number(days, whereDays, "days"),
                logMb == null ? before.logMb : Integer.valueOf(number(logMb, whereLogMb, "MB", 1)));
    }

    /** How long each log in the daemon's home may grow. */
    public long logBytes() {
        return (logMb == null ? LOG_MB : logMb) * 1_000_000L;
    }

    private static int number(String written, String where, String what) {
        return number(written, where, what, 0);
    }

    private static int number(String written, String where, String what, int min) {
        if (!written.matches("[0-9]{1,7}") || Integer.parseInt(written) < min) {
            throw HpcException.invalid(
                    where + " is \"" + written + "\"; it is a number of " + what + " from " + min + " to " + MAX);
        }
        return Integer.parseInt(written);
    }
}
