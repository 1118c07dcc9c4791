package org.hpcdaemon.session.record;

import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/**
 * Whether shells and commands are recorded, and how much of that is kept.
 *
 * @param on whether those that begin are recorded; what was recorded before stays, within the bounds
 * @param mb how large one recording grows, in MB
 * @param totalMb how large all together grow, in MB
 * @param days how long they are kept after their end
 */
public record RecordingChoice(boolean on, int mb, int totalMb, int days) {
    /** One is an hour of a busy terminal; all together take a small part of a home's quota, and last as long as jobs that have ended. */
    public static final RecordingChoice OFF = new RecordingChoice(false, 16, 1024, 30);

    private static final int MAX = 999_999;

    /**
     * A bound as it was written.
     *
     * @param where it was written, for the message
     * @param before what holds if nothing was written
     */
    public static int bound(@Nullable String written, String where, String what, int before) {
        if (written == null) {
            return before;
        }
        if (!written.matches("[0-9]{1,6}") || Integer.parseInt(written) < 1) {
            throw HpcException.invalid(
                    where + " is \"" + written + "\"; it is a number of " + what + " from 1 to " + MAX);
        }
        return Integer.parseInt(written);
    }

    /** In one line. */
    public String words() {
        return on ? "on, up to " + mb + " MB each and " + totalMb + " MB in all, for " + days + " days" : "off";
    }

    long bytes() {
        return mb * 1_000_000L;
    }

    long totalBytes() {
        return totalMb * 1_000_000L;
    }
}
