package org.hpcdaemon.platform.inbox;

import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.UserId;
import org.jspecify.annotations.Nullable;

/**
 * Whose inbox is read.
 *
 * @param agent absent: the user in person, who sees the events of all its agents
 */
public record Reader(UserId user, @Nullable AgentId agent) {}
