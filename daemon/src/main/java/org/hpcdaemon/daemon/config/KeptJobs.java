package org.hpcdaemon.daemon.config;

import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs that have ended are kept, with their logs.
 *
 * @param count so many, the newest
 * @param days so long after their end
 */
public record KeptJobs(int count, int days) {
    /** As long as wake-ups that were sent are kept; with some 40 KB each, as many as a small quota has room for. */
    public static final KeptJobs USUAL = new KeptJobs(20_000, 30);

    private static final int MAX = 9_999_999;

    /**
     * What was written where something was; otherwise as it was.
     *
     * @param whereCount where {@code count} was written, for the message
     * @param whereDays the same of {@code days}
     */
    public static KeptJobs of(
            KeptJobs before, @Nullable String count, String whereCount, @Nullable String days, String whereDays) {
        return new KeptJobs(
                count == null ? before.count : number(count, whereCount, "jobs"),
                days == null ? before.days : number(days, whereDays, "days"));
    }

    private static int number(String written, String where, String what) {
        if (!written.matches("[0-9]{1,7}")) {
            throw HpcException.invalid(
                    where + " is \"" + written + "\"; it is a number of " + what + " from 0 to " + MAX);
        }
        return Integer.parseInt(written);
    }
}
