package org.hpcdaemon.jobs.charge;

import java.util.function.Function;
import org.hpcdaemon.protocol.id.AgentId;
import org.jspecify.annotations.Nullable;

/**
 * What a daemon adds to how jobs are charged.
 *
 * @param limit whether one more may be taken on
 * @param names what the account owner calls an agent; null: not known
 */
public record JobCharging(SubmissionLimit limit, Function<@Nullable AgentId, @Nullable String> names) {
    /** No limit, and no names. */
    public static final JobCharging PLAIN = new JobCharging(SubmissionLimit.NONE, _ -> null);
}
