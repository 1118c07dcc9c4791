package org.hpcdaemon.platform.app;

import java.time.Instant;
import java.util.List;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.approval.ApprovalState;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.testkit.SampleApproval;
import org.jspecify.annotations.Nullable;

/** A wake-up for tests that need one. */
public final class SampleEvent {
    private SampleEvent() {}

    /** Of a request that the account owner allowed. */
    static Event decided(String id, @Nullable AgentId agent) {
        return Event.decided(
                new EventId(id),
                new DaemonId("box"),
                Instant.EPOCH,
                SampleApproval.of(agent, ApprovalState.ALLOWED, Instant.EPOCH));
    }

    /** Of a job that has completed. */
    public static Event of(String id, String daemon, @Nullable AgentId agent, String tail) {
        JobInfo job = new JobInfo(
                new JobId("j_11111111"),
                "name",
                agent,
                JobState.COMPLETED,
                0,
                null,
                null,
                1,
                "local",
                "1",
                null,
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null,
                null);
        return new Event(
                new EventId(id),
                new DaemonId(daemon),
                agent,
                Event.JOB_FINISHED,
                Instant.EPOCH,
                job,
                "my notes",
                tail,
                "");
    }
}
