package org.hpcdaemon.platform.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.hpcdaemon.platform.http.Answer;
import org.hpcdaemon.platform.http.Call;
import org.hpcdaemon.platform.identity.Accounts;
import org.hpcdaemon.platform.identity.CodeRequest;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.platform.identity.KeyInfo;
import org.hpcdaemon.platform.identity.KeyKind;
import org.hpcdaemon.platform.identity.NewKey;
import org.hpcdaemon.platform.identity.Tokens;
import org.hpcdaemon.platform.live.LiveConnections;
import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.UserId;
import org.jspecify.annotations.Nullable;

/** Signing in, and keys. */
public final class AccountEndpoints {
    record Email(String email) {
        Email {
            required("email", email);
        }
    }

    record Code(String token, String otp) {
        Code {
            required("token", token);
            required("otp", otp);
        }
    }

    record Refresh(@JsonProperty("refresh_token") String refreshToken) {
        Refresh {
            required("refresh_token", refreshToken);
        }
    }

    record KeyWanted(KeyKind kind, String name) {
        KeyWanted {
            required("kind", kind);
            required("name", name);
        }
    }

    record CodeSent(String status, Payload payload) {
        record Payload(String token) {}
    }

    record TokensAnswer(
            @JsonProperty("access_token") String accessToken,
            @JsonProperty("token_type") String tokenType,
            @JsonProperty("expires_in") long expiresIn,
            @JsonProperty("refresh_token") String refreshToken,
            @JsonProperty("refresh_expires_in") long refreshExpiresIn) {}

    record KeyAnswer(
            String id,
            String key,
            KeyKind kind,
            String name,
            @JsonProperty("created_at") Instant createdAt) {}

    record KeyList(List<KeyLine> keys) {}

    record KeyLine(
            String id,
            KeyKind kind,
            String name,
            @JsonProperty("created_at") Instant createdAt,
            @JsonProperty("last_used_at") @Nullable Instant lastUsedAt) {}

    record WhoAmI(
            UserId user,
            String email,
            String kind,
            String name,
            @Nullable AgentId agent,
            @Nullable DaemonId daemon) {}

    private final Accounts accounts;
    private final LiveConnections live;

    public AccountEndpoints(Accounts accounts, LiveConnections live) {
        this.accounts = accounts;
        this.live = live;
    }

    Answer requestCode(Call call) {
        String email = call.body(Email.class).email();
        call.subject().email(email);
        CodeRequest request = accounts.requestCode(email, call.remoteAddress());
        call.subject().about(signIn(request.token()));
        if (!request.sent()) {
            call.subject().outcome(ErrorCode.NOT_ALLOWED.wireName());
        }
        return Answer.ok(new CodeSent("ok", new CodeSent.Payload(request.token())));
    }

    Answer verifyCode(Call call) {
        Code code = call.body(Code.class);
        call.subject().about(signIn(code.token()));
        return tokens(call, accounts.verifyCode(code.token(), code.otp(), call.remoteAddress()));
    }

    Answer refresh(Call call) {
        return tokens(call, accounts.refresh(call.body(Refresh.class).refreshToken()));
    }

    Answer createKey(Call call) {
        KeyWanted wanted = call.body(KeyWanted.class);
        NewKey key = accounts.createKey(call.caller().user(), wanted.kind(), wanted.name());
        call.subject()
                .about(key.id() + " for " + (wanted.kind() == KeyKind.AGENT ? "agent" : "daemon") + " " + key.name());
        return Answer.created(new KeyAnswer(key.id(), key.secret(), key.kind(), key.name(), key.createdAt()));
    }

    Answer listKeys(Call call) {
        List<KeyLine> keys = accounts.keys(call.caller().user()).stream()
                .map(AccountEndpoints::line)
                .toList();
        return Answer.ok(new KeyList(keys));
    }

    /** The user in person revokes any of theirs; a key revokes itself. */
    Answer revokeKey(Call call) {
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

    Answer whoAmI(Call call) {
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

    private static Answer tokens(Call call, Tokens tokens) {
        call.subject().email(tokens.email());
        return Answer.ok(new TokensAnswer(
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

    private static KeyLine line(KeyInfo key) {
        return new KeyLine(key.id(), key.kind(), key.name(), key.createdAt(), key.lastUsedAt());
    }

    private static void required(String field, @Nullable Object value) {
        if (value == null) {
            throw HpcException.invalid("field \"" + field + "\" is missing");
        }
    }
}
