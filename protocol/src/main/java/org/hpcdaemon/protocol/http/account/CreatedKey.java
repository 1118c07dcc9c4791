package org.hpcdaemon.protocol.http.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * A new key.
 *
 * @param key the secret, which is shown here only
 */
public record CreatedKey(
        String id,
        String key,
        KeyKind kind,
        String name,
        @JsonProperty("created_at") Instant createdAt) {}
