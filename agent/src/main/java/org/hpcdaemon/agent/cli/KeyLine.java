package org.hpcdaemon.agent.cli;

import java.time.Instant;
import org.hpcdaemon.client.Account;
import org.jspecify.annotations.Nullable;

/** A key as {@code --json} prints it, with the names that the JSON of the other verbs has. */
record KeyLine(
        String id,
        String kind,
        String name,
        Instant createdAt,
        @Nullable Instant lastUsedAt,
        @Nullable String key) {
    static KeyLine of(Account.Key key) {
        return new KeyLine(key.id(), key.kind(), key.name(), key.createdAt(), key.lastUsedAt(), key.key());
    }
}
