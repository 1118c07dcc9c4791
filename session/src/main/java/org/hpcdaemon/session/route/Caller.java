package org.hpcdaemon.session.route;

import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.UserId;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as the platform authenticated it.
 *
 * @param agent absent: the account owner
 */
public record Caller(UserId user, @Nullable AgentId agent) {

    /** Whether this caller may see and act on what {@code owner} made; absent: the account owner made it. */
    public boolean mayReach(@Nullable AgentId owner) {
        return agent == null || agent.equals(owner);
    }
}
