package org.hpcdaemon.platform.inbox;

import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.UserId;
import org.jspecify.annotations.Nullable;

/**
 * Whose inbox is read.
 *
 * @param agent absent: the account owner, who sees the events of all its agents
 */
public record Reader(UserId user, @Nullable AgentId agent) {
    /** The caller's inbox. */
    public static Reader of(Identity caller) {
        return switch (caller) {
            case Identity.Person person -> new Reader(person.user(), null);
            case Identity.Agent agent -> new Reader(agent.user(), agent.agent());
            case Identity.Daemon _ -> throw new IllegalArgumentException("a daemon has no inbox");
        };
    }
}
