package org.hpcdaemon.protocol.http.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.hpcdaemon.protocol.id.AgentId;
import org.jspecify.annotations.Nullable;

/**
 * A key without its secret.
 *
 * @param lastUsedAt absent if it was never used
 * @param agent whose it is; absent: it is no agent's
 */
public record KeyView(
        String id,
        KeyKind kind,
        String name,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("last_used_at") @Nullable Instant lastUsedAt,
        @Nullable AgentId agent) {}
