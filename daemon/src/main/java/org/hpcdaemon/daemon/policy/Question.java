package org.hpcdaemon.daemon.policy;

import org.hpcdaemon.daemon.policy.budget.Spender;
import org.hpcdaemon.protocol.id.AgentId;
import org.jspecify.annotations.Nullable;

/**
 * Whether an agent may do something.
 *
 * @param agent its id; {@link #OWNER} for the account owner
 * @param name what the account owner calls it; absent: not known
 */
public record Question(String agent, @Nullable String name, Action action) {
    /** The account owner, without an agent's key. */
    public static final String OWNER = Spender.OWNER;

    /** An agent as questions have it; null: the account owner. */
    public static String agent(@Nullable AgentId agent) {
        return agent == null ? OWNER : agent.value();
    }
}
