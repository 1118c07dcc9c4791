package org.hpcdaemon.platform.webhook;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hpcdaemon.platform.inbox.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Where wake-ups of an inbox are sent.
 *
 * @param secrets with which messages are signed, the newest first
 * @param position the place in the inbox of the last event that was delivered or given up
 * @param attempts that failed for the event behind it
 * @param nextAt not before
 * @param lastOutcome how the last attempt ended: {@code HTTP 200}, or why there was no answer
 * @param disabled why nothing is sent any more; null if it is
 */
record Webhook(
        WebhookId id,
        Reader reader,
        URI url,
        List<String> secrets,
        Instant createdAt,
        long position,
        int attempts,
        Instant nextAt,
        @Nullable Instant lastAt,
        @Nullable String lastOutcome,
        @Nullable String disabled) {
    Webhook {
        secrets = List.copyOf(secrets);
    }

    Optional<String> whyDisabled() {
        return Optional.ofNullable(disabled);
    }
}
