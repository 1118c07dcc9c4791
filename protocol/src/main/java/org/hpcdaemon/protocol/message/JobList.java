package org.hpcdaemon.protocol.message;

import java.util.List;

/** The answer to {@code job.list}, newest first. */
public record JobList(List<JobInfo> jobs) {
    public JobList {
        jobs = List.copyOf(Checks.required("jobs", jobs));
    }
}
