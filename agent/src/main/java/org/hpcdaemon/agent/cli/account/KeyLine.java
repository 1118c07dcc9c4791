package org.hpcdaemon.agent.cli.account;

import java.time.Instant;
import org.hpcdaemon.protocol.http.account.CreatedKey;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.hpcdaemon.protocol.http.account.KeyView;
import org.jspecify.annotations.Nullable;

/** A key as {@code --json} prints it, with the names that the JSON of the other verbs has. */
record KeyLine(
        String id,
        KeyKind kind,
        String name,
        Instant createdAt,
        @Nullable Instant lastUsedAt,
        @Nullable String key) {
    static KeyLine of(KeyView key) {
        return new KeyLine(key.id(), key.kind(), key.name(), key.createdAt(), key.lastUsedAt(), null);
    }

    static KeyLine of(CreatedKey key) {
        return new KeyLine(key.id(), key.kind(), key.name(), key.createdAt(), null, key.key());
    }
}
