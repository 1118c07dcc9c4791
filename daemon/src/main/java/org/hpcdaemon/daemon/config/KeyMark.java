package org.hpcdaemon.daemon.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.hpcdaemon.protocol.Sha256;

/**
 * Tells one key of a daemon from another, and nothing about either: the start of its hash.
 *
 * @param value hexadecimal digits
 */
public record KeyMark(@JsonValue String value) {
    /** Of the hash: enough for the few keys that one daemon ever has. */
    private static final int DIGITS = 16;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public KeyMark {}

    public static KeyMark of(String key) {
        return new KeyMark(Sha256.hex(key).substring(0, DIGITS));
    }
}
