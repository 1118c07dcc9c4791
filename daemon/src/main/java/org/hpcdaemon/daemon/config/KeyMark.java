package org.hpcdaemon.daemon.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Tells one key of a daemon from another, and nothing about either: the start of its hash.
 *
 * @param value hexadecimal digits
 */
public record KeyMark(@JsonValue String value) {
    /** Of the hash: enough for the few keys that one daemon ever has. */
    private static final int BYTES = 8;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public KeyMark {}

    public static KeyMark of(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return new KeyMark(HexFormat.of().formatHex(hash, 0, BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
