package org.hpcdaemon.platform.identity;

import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.UserId;

/** Which agents a user has or had: a job may end after the key of the agent that submitted it was revoked. */
@FunctionalInterface
public interface AgentDirectory {
    boolean isAgentOf(UserId user, AgentId agent);
}
