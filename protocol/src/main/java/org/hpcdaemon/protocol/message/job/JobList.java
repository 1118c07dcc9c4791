package org.hpcdaemon.protocol.message.job;

import java.util.List;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code job.list}, newest first, and to {@code job.elements}, by index.
 *
 * @param more true if there are others behind the last of these, since an answer holds only so many and so much: ask again
 *     from there. Absent if not.
 */
public record JobList(List<JobInfo> jobs, @Nullable Boolean more) {
    public JobList {
        jobs = List.copyOf(Checks.required("jobs", jobs));
    }

    /** Whether to ask again from the last of these. */
    public boolean hasMore() {
        return more != null && more;
    }
}
