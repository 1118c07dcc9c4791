package org.hpcdaemon.platform.api;

import java.util.List;
import org.hpcdaemon.platform.http.route.Answer;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.platform.identity.Accounts;
import org.hpcdaemon.platform.identity.CodeRequest;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.platform.identity.KeyInfo;
import org.hpcdaemon.platform.identity.NewKey;
import org.hpcdaemon.platform.identity.Tokens;
import org.hpcdaemon.platform.live.LiveConnections;
import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.account.CodeSent;
import org.hpcdaemon.protocol.http.account.CodeVerification;
import org.hpcdaemon.protocol.http.account.CreatedKey;
import org.hpcdaemon.protocol.http.account.KeyList;
import org.hpcdaemon.protocol.http.account.KeyRequest;
import org.hpcdaemon.protocol.http.account.KeyView;
import org.hpcdaemon.protocol.http.account.RefreshRequest;
import org.hpcdaemon.protocol.http.account.SignInRequest;
import org.hpcdaemon.protocol.http.account.TokenPair;
import org.hpcdaemon.protocol.http.account.WhoAmI;

/** Signing in, and keys. */
public final class AccountEndpoints {
    private final Accounts accounts;
    private final LiveConnections live;

    public AccountEndpoints(Accounts accounts, LiveConnections live) {
        this.accounts = accounts;
        this.live = live;
    }

    Answer requestCode(HttpCall call) {
        String email = call.body(SignInRequest.class).email();
        call.subject().email(email);
        CodeRequest request = accounts.requestCode(email, call.remoteAddress());
        call.subject().about(signIn(request.token()));
        if (!request.sent()) {
            call.subject().outcome(ErrorCode.NOT_ALLOWED.wireName());
        }
        return Answer.ok(CodeSent.of(request.token()));
    }

    Answer verifyCode(HttpCall call) {
        CodeVerification code = call.body(CodeVerification.class);
        call.subject().about(signIn(code.token()));
        return tokens(call, accounts.verifyCode(code.token(), code.otp(), call.remoteAddress()));
    }

    Answer refresh(HttpCall call) {
        return tokens(call, accounts.refresh(call.body(RefreshRequest.class).refreshToken()));
    }

    Answer createKey(HttpCall call) {
        KeyRequest wanted = call.body(KeyRequest.class);
        NewKey key = accounts.createKey(call.caller().user(), wanted.kind(), wanted.name());
        call.subject().about(key.id() + " for " + wanted.kind().wireName() + " " + key.name());
        return Answer.created(new CreatedKey(key.id(), key.secret(), key.kind(), key.name(), key.createdAt()));
    }

    Answer listKeys(HttpCall call) {
        List<KeyView> keys = accounts.keys(call.caller().user()).stream()
                .map(AccountEndpoints::view)
                .toList();
        return Answer.ok(new KeyList(keys));
    }

    /** The account owner revokes any of theirs; a key revokes itself. */
    Answer revokeKey(HttpCall call) {
        Identity caller = call.caller();
        String key = call.path("id");
        call.subject().about(key);
        if (!(caller instanceof Identity.Person) && !caller.keyId().equals(key)) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED, "a key revokes only itself; others need the user's access token");
        }
        if (!accounts.revokeKey(caller.user(), key)) {
            throw new HpcException(ErrorCode.NOT_FOUND, "no such key");
        }
        live.keyRevoked(key);
        return Answer.done();
    }

    Answer whoAmI(HttpCall call) {
        return Answer.ok(
                switch (call.caller()) {
                    case Identity.Person person ->
                        new WhoAmI(person.user(), person.email(), "user", person.email(), null, null);
                    case Identity.Agent agent ->
                        new WhoAmI(agent.user(), agent.email(), "agent", agent.name(), agent.agent(), null);
                    case Identity.Daemon daemon ->
                        new WhoAmI(
                                daemon.user(),
                                daemon.email(),
                                "daemon",
                                daemon.daemon().value(),
                                null,
                                daemon.daemon());
                });
    }

    private static Answer tokens(HttpCall call, Tokens tokens) {
        call.subject().email(tokens.email());
        return Answer.ok(new TokenPair(
                tokens.accessToken(),
                "Bearer",
                tokens.expiresIn().toSeconds(),
                tokens.refreshToken(),
                tokens.refreshExpiresIn().toSeconds()));
    }

    /** By which the lines of one sign-in are found, and which opens nothing. */
    private static String signIn(String token) {
        return "sign-in " + Sha256.hex(token).substring(0, 12);
    }

    private static KeyView view(KeyInfo key) {
        return new KeyView(key.id(), key.kind(), key.name(), key.createdAt(), key.lastUsedAt(), key.agent());
    }
}
