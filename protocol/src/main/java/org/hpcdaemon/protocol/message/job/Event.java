package org.hpcdaemon.protocol.message.job;

import java.time.Instant;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/**
 * A wake-up: a job has ended, or an element of one that asked for it; or a request that waited for permission waits no longer.
 *
 * @param type {@link #JOB_FINISHED}, {@link #ELEMENT_FINISHED} or {@link #APPROVAL_DECIDED}
 * @param agent whose inbox it goes to; absent: the user's own
 * @param at when the daemon saw the end, or when it was decided
 * @param job that has ended; absent: it is about an approval
 * @param context as given at submit
 * @param stdoutTail the last lines of standard output; empty if it is not about a job
 * @param stderrTail the last lines of standard error; the same
 * @param approval as it is since the decision, without its request; absent: it is about a job
 */
public record Event(
        EventId id,
        DaemonId daemon,
        @Nullable AgentId agent,
        String type,
        Instant at,
        @Nullable JobInfo job,
        @Nullable String context,
        String stdoutTail,
        String stderrTail,
        @Nullable ApprovalInfo approval) {
    /** The whole job has ended: said once of each. */
    public static final String JOB_FINISHED = "job.finished";

    /** The element of an array that {@code job.element} names has ended; only with {@code wakeEach}. */
    public static final String ELEMENT_FINISHED = "job.element_finished";

    /** A request was allowed or denied, or nobody decided in time: said once of each. */
    public static final String APPROVAL_DECIDED = "approval.decided";

    public Event {
        Checks.required("id", id);
        Checks.required("daemon", daemon);
        Checks.required("type", type);
        Checks.required("at", at);
        if (approval == null) {
            Checks.required("job", job);
        } else {
            approval = approval.withoutRequest();
        }
        Checks.required("stdoutTail", stdoutTail);
        Checks.required("stderrTail", stderrTail);
    }

    /** Of a job. */
    public Event(
            EventId id,
            DaemonId daemon,
            @Nullable AgentId agent,
            String type,
            Instant at,
            JobInfo job,
            @Nullable String context,
            String stdoutTail,
            String stderrTail) {
        this(id, daemon, agent, type, at, job, context, stdoutTail, stderrTail, null);
    }

    /** For the agent whose request it was. */
    public static Event decided(EventId id, DaemonId daemon, Instant at, ApprovalInfo approval) {
        return new Event(id, daemon, approval.agent(), APPROVAL_DECIDED, at, null, null, "", "", approval);
    }

    /** Whether that job, or an element of it, has ended. */
    public boolean isOf(JobId which) {
        return job != null && job.job().equals(which);
    }

    /** The job that has ended. Throws {@link IllegalStateException} for a wake-up that is about something else. */
    public JobInfo endedJob() {
        if (job == null) {
            throw new IllegalStateException("wake-up " + id + " is not about a job: " + type);
        }
        return job;
    }
}
