package org.hpcdaemon.protocol.error;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the one who gets an error should do. */
public enum Advice {
    /** The same request may succeed later; with the same idempotency key it is safe to send again. */
    @JsonProperty("retry")
    RETRY,
    /** Change the request: the message names the input. */
    @JsonProperty("fix_input")
    FIX_INPUT,
    /** Nothing the caller can send will help. */
    @JsonProperty("give_up")
    GIVE_UP
}
