package org.hpcdaemon.platform.registry;

import java.time.Instant;
import org.hpcdaemon.protocol.id.DaemonId;
import org.jspecify.annotations.Nullable;

/**
 * A daemon as it introduced itself.
 *
 * @param lastSeen when it last connected or left
 */
public record KnownDaemon(
        DaemonId daemon,
        String clusterName,
        String scheduler,
        @Nullable String host,
        String version,
        Instant lastSeen) {}
