package org.hpcdaemon.protocol.message.route;

import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/**
 * The payload of an OPEN frame: who is on the route.
 *
 * @param agent absent: the account owner
 * @param name the agent's name, for logs and lists
 */
public record RouteOpen(
        UserId user, @Nullable AgentId agent, @Nullable String name) {
    public RouteOpen {
        Checks.required("user", user);
        Checks.name("name", name);
    }
}
