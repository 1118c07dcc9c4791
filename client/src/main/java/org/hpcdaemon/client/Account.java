package org.hpcdaemon.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.hpcdaemon.client.http.PlatformApi;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/** Signing in with a one-time code, and the keys that follow from it. All methods throw {@link HpcException}. Thread-safe. */
public final class Account {
    /** What may stand in a path and mean itself. */
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final PlatformApi api;

    Account(PlatformApi api) {
        this.api = api;
    }

    record SignIn(String status, Payload payload) {
        record Payload(String token) {}
    }

    /** What a sign-in gives; lifetimes in seconds. */
    public record Tokens(
            @JsonProperty("access_token") String accessToken,
            @JsonProperty("token_type") String tokenType,
            @JsonProperty("expires_in") long expiresIn,
            @JsonProperty("refresh_token") String refreshToken,
            @JsonProperty("refresh_expires_in") long refreshExpiresIn) {}

    /** A key; its secret is present only in the answer to its creation. */
    public record Key(
            String id,
            String kind,
            String name,
            @JsonProperty("created_at") Instant createdAt,
            @JsonProperty("last_used_at") @Nullable Instant lastUsedAt,
            @Nullable String key) {}

    record Keys(List<Key> keys) {}

    /** Has a code mailed; the answer goes into {@link #verify} with it. */
    public String requestCode(String email) {
        return api.post("/otp/signin", Map.of("email", email), SignIn.class)
                .payload()
                .token();
    }

    /**
     * Answers a code. Throws {@link HpcException} of {@code UNAUTHORIZED} if it is wrong or too old.
     *
     * @param token what {@link #requestCode} answered
     * @param code the six digits of the mail
     */
    public Tokens verify(String token, String code) {
        return api.post("/auth/otp/signin/verify", Map.of("token", token, "otp", code), Tokens.class);
    }

    /** New tokens for a refresh token, which is used up by that. */
    public Tokens refresh(String refreshToken) {
        return api.post("/auth/refresh", Map.of("refresh_token", refreshToken), Tokens.class);
    }

    /** Makes a key for an agent of that name. */
    public Key createAgentKey(String name) {
        return api.post("/auth/api-keys", Map.of("kind", "agent", "name", name), Key.class);
    }

    /** Makes a key with which a daemon of that id connects. */
    public Key createDaemonKey(String daemonId) {
        return api.post("/auth/api-keys", Map.of("kind", "daemon", "name", daemonId), Key.class);
    }

    /** The user's keys, without their secrets. */
    public List<Key> keys() {
        return api.get("/auth/api-keys", Keys.class).keys();
    }

    /** Revokes one of the user's keys; its connections end within 5 s. */
    public void revoke(String keyId) {
        if (!KEY_ID.matcher(keyId).matches()) {
            throw HpcException.invalid("not a key's id: it begins with k_, as the list of keys shows");
        }
        api.delete("/auth/api-keys/" + keyId);
    }
}
