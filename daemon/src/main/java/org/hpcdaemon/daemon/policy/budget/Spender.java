package org.hpcdaemon.daemon.policy.budget;

import java.util.Set;
import org.hpcdaemon.protocol.id.AgentId;
import org.jspecify.annotations.Nullable;

/**
 * Whose jobs are counted.
 *
 * @param agent absent: the account owner
 * @param name what the account owner calls it; absent: not known
 */
public record Spender(@Nullable AgentId agent, @Nullable String name) {
    /** As files write the account owner. */
    public static final String OWNER = "user";

    /** One whose name is not known may be called like any; one that is called as the account owner is written is not the account owner. */
    boolean isAmong(Set<String> agents) {
        if (agent == null) {
            return agents.contains(OWNER);
        }
        return agents.contains(agent.value()) || name == null || (!name.equals(OWNER) && agents.contains(name));
    }

    /** As people know it. */
    public String words() {
        return agent == null ? OWNER : name == null ? agent.value() : name;
    }
}
