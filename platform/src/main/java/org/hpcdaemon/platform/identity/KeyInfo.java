package org.hpcdaemon.platform.identity;

import java.time.Instant;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.hpcdaemon.protocol.id.AgentId;
import org.jspecify.annotations.Nullable;

/**
 * A key that is valid, without its secret.
 *
 * @param agent whose it is; absent: it is no agent's
 */
public record KeyInfo(
        String id,
        KeyKind kind,
        String name,
        Instant createdAt,
        @Nullable Instant lastUsedAt,
        @Nullable AgentId agent) {}
