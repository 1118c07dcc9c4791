package org.hpcdaemon.platform.identity;

import java.util.List;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.UserId;

/**
 * Signing in, and the keys of a user. Thread-safe; all methods throw
 * {@link org.hpcdaemon.protocol.error.HpcException} for what the caller did wrong.
 */
public interface Accounts {

    /** Sends a one-time code; the same to the caller for an unknown e-mail. */
    CodeRequest requestCode(String email, String remoteAddress);

    Tokens verifyCode(String signInToken, String code, String remoteAddress);

    /** As {@link #verifyCode}, for a browser: instead of tokens there is a key of the account owner, listed under that name. */
    ConsoleSignIn signInBrowser(String signInToken, String code, String browser, String remoteAddress);

    /** New tokens; the refresh token is spent. */
    Tokens refresh(String refreshToken);

    /** Makes a key; {@code name} is the agent's name or the daemon's id. */
    NewKey createKey(UserId user, KeyKind kind, String name);

    List<KeyInfo> keys(UserId user);

    /** False if that user has no such key. */
    boolean revokeKey(UserId user, String keyId);

    /** Revokes every key of a daemon and returns how many there were. */
    int revokeDaemonKeys(UserId user, DaemonId daemon);
}
