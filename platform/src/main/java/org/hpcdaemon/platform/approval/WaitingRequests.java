package org.hpcdaemon.platform.approval;

import java.time.Instant;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.jspecify.annotations.Nullable;

/**
 * Requests on one machine that wait for its account owner, as its daemon tells.
 *
 * @param waiting how many
 * @param newest when the newest of them was asked, by the daemon's clock
 * @param agent who asked that; null: the account owner
 * @param method of that
 */
public record WaitingRequests(
        DaemonId daemon,
        int waiting,
        Instant newest,
        @Nullable AgentId agent,
        String method) {}
