package org.hpcdaemon.jobs.store;

import java.time.Instant;
import org.hpcdaemon.protocol.id.AgentId;
import org.jspecify.annotations.Nullable;

/**
 * How many jobs of an agent have not ended.
 *
 * @param agent absent: the user's, without an agent
 * @param since when the oldest was submitted
 */
public record AgentJobs(@Nullable AgentId agent, int count, Instant since) {}
