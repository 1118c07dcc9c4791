package org.hpcdaemon.platform.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The cookie by which a browser is signed in to the console: a key of the account owner, which no script can read. By its name browsers
 * take it only from this very host, over TLS or from loopback.
 *
 * @param key as the account has it
 */
public record SessionCookie(String key) {
    /** Of the header in which the console's own pages prove that a request is theirs. */
    public static final String CSRF_HEADER = "Hpc-Csrf";

    private static final String NAME = "__Host-hpc=";
    private static final String ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=";

    /** As long as the key lasts unused. */
    private static final Duration KEPT = Duration.ofDays(30);

    /**
     * The one among a request's cookies.
     *
     * @param header {@code Cookie}, as it came; absent: there is none
     */
    public static Optional<SessionCookie> in(@Nullable String header) {
        return Arrays.stream(header == null ? new String[0] : header.split(";"))
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(NAME) && cookie.length() > NAME.length())
                .map(cookie -> new SessionCookie(cookie.substring(NAME.length())))
                .findFirst();
    }

    /** For {@code Set-Cookie}: has the browser keep it. */
    public String kept() {
        return NAME + key + ATTRIBUTES + KEPT.toSeconds();
    }

    /** For {@code Set-Cookie}: has the browser forget whichever it has. */
    public static String forgotten() {
        return NAME + ATTRIBUTES + 0;
    }

    /** What {@link #CSRF_HEADER} must say: only who was answered with it knows it, and the key cannot be told from it. */
    public String csrfToken() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal("hpc console csrf".getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    boolean isProvenBy(String token) {
        return MessageDigest.isEqual(
                csrfToken().getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "SessionCookie"; // The key is in no log.
    }
}
