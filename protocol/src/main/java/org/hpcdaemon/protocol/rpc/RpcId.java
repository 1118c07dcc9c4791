package org.hpcdaemon.protocol.rpc;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The id of a JSON-RPC call: an integer or a string of at most 64 characters, given back as it came.
 *
 * @param value a {@link Long} or a {@link String}
 */
public record RpcId(@JsonValue Object value) {
    static final int MAX_CHARS = 64;

    public RpcId {
        boolean valid = value instanceof Long || (value instanceof String text && text.length() <= MAX_CHARS);
        if (!valid) {
            throw new IllegalArgumentException(
                    "field \"id\" is an integer or a string of at most " + MAX_CHARS + " characters");
        }
    }

    public static RpcId of(long value) {
        return new RpcId(value);
    }
}
