package org.hpcdaemon.jobs.charge;

import org.hpcdaemon.protocol.id.AgentId;
import org.jspecify.annotations.Nullable;

/**
 * What the jobs of one agent took in a period; those that have not ended count with all that they may take.
 *
 * @param agent absent: the account owner
 * @param agentName what the account owner called it when it submitted one; absent: not known
 * @param jobs how many were submitted, each element of an array counted
 * @param active how many of these have not ended
 */
public record AgentCharges(
        @Nullable AgentId agent,
        @Nullable String agentName,
        long jobs,
        long active,
        long gpuSeconds,
        long cpuSeconds) {}
