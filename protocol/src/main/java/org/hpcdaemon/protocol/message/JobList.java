package org.hpcdaemon.protocol.message;

import java.util.List;

/** The answer to {@code job.list}, newest first, and to {@code job.elements}, by index. */
public record JobList(List<JobInfo> jobs) {
    public JobList {
        jobs = List.copyOf(Checks.required("jobs", jobs));
    }
}
