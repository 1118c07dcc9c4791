package org.hpcdaemon.mcp.message;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The id of a request, given back as it came: a string (clients number streams {@code listen:0}) or an integer, also 0.
 *
 * @param json a string of at most {@link #MAX_CHARS} characters, or an integer of 64 bits
 */
public record MessageId(JsonNode json) {
    /** Room for a UUID, a client's name and a counter; it is held for each request in flight. */
    static final int MAX_CHARS = 256;

    public MessageId {
        if (!valid(json)) {
            throw new IllegalArgumentException("not the id of a request");
        }
    }

    /** The id in that field, if it holds one. */
    public static Optional<MessageId> of(JsonNode field) {
        return valid(field) ? Optional.of(new MessageId(field)) : Optional.empty();
    }

    private static boolean valid(JsonNode json) {
        if (json.isString()) {
            String text = json.stringValue();
            // Half a surrogate pair has no UTF-8: it would come back as another id.
            return text.length() <= MAX_CHARS
                    && StandardCharsets.UTF_8.newEncoder().canEncode(text);
        }
        return json.isIntegralNumber() && json.canConvertToLong();
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
