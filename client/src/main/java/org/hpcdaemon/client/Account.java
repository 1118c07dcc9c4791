package org.hpcdaemon.client;

import java.util.List;
import java.util.regex.Pattern;
import org.hpcdaemon.client.http.PlatformApi;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.account.CodeSent;
import org.hpcdaemon.protocol.http.account.CodeVerification;
import org.hpcdaemon.protocol.http.account.CreatedKey;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.hpcdaemon.protocol.http.account.KeyList;
import org.hpcdaemon.protocol.http.account.KeyRequest;
import org.hpcdaemon.protocol.http.account.KeyView;
import org.hpcdaemon.protocol.http.account.RefreshRequest;
import org.hpcdaemon.protocol.http.account.SignInRequest;
import org.hpcdaemon.protocol.http.account.TokenPair;

/** Signing in with a one-time code, and the keys that follow from it. All methods throw {@link HpcException}. Thread-safe. */
public final class Account {
    /** What may stand in a path and mean itself. */
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final PlatformApi api;

    Account(PlatformApi api) {
        this.api = api;
    }

    /** Has a code mailed; the answer goes into {@link #verify} with it. */
    public String requestCode(String email) {
        return api.post("/otp/signin", new SignInRequest(email), CodeSent.class)
                .payload()
                .token();
    }

    /**
     * Answers a code. Throws {@link HpcException} of {@code UNAUTHORIZED} if it is wrong or too old.
     *
     * @param token what {@link #requestCode} answered
     * @param code the six digits of the mail
     */
    public TokenPair verify(String token, String code) {
        return api.post("/auth/otp/signin/verify", new CodeVerification(token, code), TokenPair.class);
    }

    /** New tokens for a refresh token, which is used up by that. */
    public TokenPair refresh(String refreshToken) {
        return api.post("/auth/refresh", new RefreshRequest(refreshToken), TokenPair.class);
    }

    /** Makes a key for an agent of that name. */
    public CreatedKey createAgentKey(String name) {
        return api.post("/auth/api-keys", new KeyRequest(KeyKind.AGENT, name), CreatedKey.class);
    }

    /** Makes a key with which a daemon of that id connects. */
    public CreatedKey createDaemonKey(String daemonId) {
        return api.post("/auth/api-keys", new KeyRequest(KeyKind.DAEMON, daemonId), CreatedKey.class);
    }

    /** The user's keys, without their secrets. */
    public List<KeyView> keys() {
        return api.get("/auth/api-keys", KeyList.class).keys();
    }

    /** Revokes one of the user's keys; its connections end within 5 s. */
    public void revoke(String keyId) {
        if (!KEY_ID.matcher(keyId).matches()) {
            throw HpcException.invalid("not a key's id: it begins with k_, as the list of keys shows");
        }
        api.delete("/auth/api-keys/" + keyId);
    }
}
