package org.hpcdaemon.jobs;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobList;
import org.hpcdaemon.protocol.rpc.Json;

/** As many jobs as one answer holds: of arrays that failed, each names thousands of elements. */
final class JobPage {
    /** Of the characters of a message; the rest is room for non-ASCII characters and the envelope. */
    private static final int ROOM = Limits.TEXT_BYTES / 2;

    private JobPage() {}

    /** The first of them, at least one and at most so many; whether others are left is said. */
    static JobList of(Iterator<JobInfo> jobs, int most) {
        List<JobInfo> page = new ArrayList<>();
        int used = 0;
        while (jobs.hasNext()) {
            JobInfo job = jobs.next();
            used += Json.write(job).length();
            if (page.size() == most || (used > ROOM && !page.isEmpty())) {
                return new JobList(page, true);
            }
            page.add(job);
        }
        return new JobList(page, null);
    }
}
