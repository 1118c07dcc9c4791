package org.hpcdaemon.jobs.store;

import org.hpcdaemon.jobs.model.Phase;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;

/**
 * A row of the table {@code job}.
 *
 * @param cancelled whether its agent has asked for its end, perhaps before the scheduler was known to have it
 */
public record StoredJob(JobInfo info, JobSpec spec, Phase phase, boolean cancelled) {
    public JobId id() {
        return info.job();
    }
}
