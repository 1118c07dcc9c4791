package org.hpcdaemon.protocol.http.account;

import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.UserId;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code GET /hpc/whoami}: whose key this is.
 *
 * @param kind {@code user}, {@code agent} or {@code daemon}
 * @param name of the agent or daemon; the account owner's e-mail address
 */
public record WhoAmI(
        UserId user,
        String email,
        String kind,
        String name,
        @Nullable AgentId agent,
        @Nullable DaemonId daemon) {}
