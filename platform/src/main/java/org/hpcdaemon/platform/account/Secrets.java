package org.hpcdaemon.platform.account;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.hpcdaemon.protocol.Sha256;

/**
 * Makes and recognises secrets: prefix, 32 random base-62 characters (190 bits), 6 of CRC-32 over all before. The
 * checksum lets a mistyped or cut secret be refused without a look into the database. Thread-safe if its source is.
 */
final class Secrets {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_CHARS = 32;
    /** 62^6 is more than 2^32. */
    private static final int CHECKSUM_CHARS = 6;

    private static final int CODES = 1_000_000;

    private final RandomGenerator random;

    Secrets(RandomGenerator random) {
        this.random = random;
    }

    String make(SecretKind kind) {
        StringBuilder secret = new StringBuilder(kind.prefix());
        for (int i = 0; i < RANDOM_CHARS; i++) {
            secret.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return secret + checksum(secret.toString());
    }

    /** Six digits. */
    String code() {
        return "%06d".formatted(random.nextInt(CODES));
    }

    /** What kind of secret that is, if it was copied whole. */
    static Optional<SecretKind> kindOf(String secret) {
        return Arrays.stream(SecretKind.values())
                .filter(kind -> secret.startsWith(kind.prefix()))
                .filter(kind -> secret.length() == kind.prefix().length() + RANDOM_CHARS + CHECKSUM_CHARS)
                .filter(_ -> {
                    int end = secret.length() - CHECKSUM_CHARS;
                    return checksum(secret.substring(0, end)).equals(secret.substring(end));
                })
                .findFirst();
    }

    static boolean is(SecretKind kind, String secret) {
        return kindOf(secret).filter(found -> found == kind).isPresent();
    }

    /**
     * What is stored and looked up. Slow hashing would add nothing to 190 random bits; and since a caller cannot steer
     * the hash of a guess, the time of an index look-up tells nothing about a stored one.
     */
    static String hash(String secret) {
        return Sha256.hex(secret);
    }

    /** A code under its sign-in token: without the token, not even trying all codes finds it. */
    static String mac(String signInToken, String code) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(signInToken.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(code.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** In a time that does not depend on where they differ. */
    static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        long rest = crc.getValue();
        char[] digits = new char[CHECKSUM_CHARS];
        for (int i = CHECKSUM_CHARS - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        return new String(digits);
    }
}
