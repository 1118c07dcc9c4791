package org.hpcdaemon.platform.identity;

import java.time.Instant;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.jspecify.annotations.Nullable;

/** A key that is valid, without its secret. */
public record KeyInfo(
        String id,
        KeyKind kind,
        String name,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {}
