package org.hpcdaemon.protocol.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** Chosen by the agent for each side effect: the same key again returns the first answer. */
public record IdempotencyKey(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public IdempotencyKey {
        IdForm.check(
                "an idempotency key", FORM, "1 to 128 letters, digits, dots, dashes, underscores and colons", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
