package org.hpcdaemon.protocol.http;

import java.time.Instant;
import org.hpcdaemon.protocol.id.DaemonId;
import org.jspecify.annotations.Nullable;

/** A daemon as the platform knows it. */
public record DaemonView(
        DaemonId daemon,
        String clusterName,
        String scheduler,
        @Nullable String host,
        String version,
        boolean online,
        Instant lastSeen) {}
