package org.hpcdaemon.protocol.message.job;

import java.time.Instant;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/**
 * A wake-up: a job has ended, or an element of one that asked for it.
 *
 * @param type {@link #JOB_FINISHED} or {@link #ELEMENT_FINISHED}
 * @param agent whose inbox it goes to; absent: the user's own
 * @param at when the daemon saw the end
 * @param context as given at submit
 * @param stdoutTail the last lines of standard output
 * @param stderrTail the last lines of standard error
 */
public record Event(
        EventId id,
        DaemonId daemon,
        @Nullable AgentId agent,
        String type,
        Instant at,
        JobInfo job,
        @Nullable String context,
        String stdoutTail,
        String stderrTail) {
    /** The whole job has ended: said once of each. */
    public static final String JOB_FINISHED = "job.finished";

    /** The element of an array that {@code job.element} names has ended; only with {@code wakeEach}. */
    public static final String ELEMENT_FINISHED = "job.element_finished";

    public Event {
        Checks.required("id", id);
        Checks.required("daemon", daemon);
        Checks.required("type", type);
        Checks.required("at", at);
        Checks.required("job", job);
        Checks.required("stdoutTail", stdoutTail);
        Checks.required("stderrTail", stderrTail);
    }
}
