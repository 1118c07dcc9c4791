package org.hpcdaemon.protocol.error;

import java.io.Serial;
import java.util.Optional;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/** A request with an effect was sent, and the connection was lost before its answer: it may have been carried out. */
public final class OutcomeUnknownException extends HpcException {
    @Serial
    private static final long serialVersionUID = 1;

    private final @Nullable String key;

    /** @param key the request's idempotency key, with which asking again is safe; null: it has none, and needs none */
    public OutcomeUnknownException(String message, @Nullable IdempotencyKey key, Throwable cause) {
        super(ErrorCode.OUTCOME_UNKNOWN, message, cause);
        this.key = key == null ? null : key.value();
    }

    /** The key that asks for the first answer again; empty if repeating the request does no harm. */
    public Optional<IdempotencyKey> key() {
        return Optional.ofNullable(key).map(IdempotencyKey::new);
    }
}
