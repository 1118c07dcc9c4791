package org.hpcdaemon.daemon.setup.platform;

import java.util.List;
import java.util.Optional;
import org.hpcdaemon.client.Account;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.DaemonView;
import org.hpcdaemon.protocol.http.account.CreatedKey;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.hpcdaemon.protocol.http.account.KeyView;
import org.hpcdaemon.protocol.http.account.TokenPair;
import org.hpcdaemon.protocol.id.DaemonId;

/** The account owner who signed in, for as long as setup takes. */
public final class SignedInOwner {
    private final Platform platform;
    private TokenPair tokens;

    SignedInOwner(Platform platform, TokenPair tokens) {
        this.platform = platform;
        this.tokens = tokens;
    }

    private interface Request<T> {
        T of(HpcClient person);
    }

    /** The interview may have taken longer than a token lives; then the token is renewed. */
    private <T> T ask(Request<T> request) {
        try {
            return askOnce(request);
        } catch (HpcException e) {
            if (e.code() != ErrorCode.UNAUTHORIZED) {
                throw e;
            }
        }
        renew();
        return askOnce(request);
    }

    private <T> T askOnce(Request<T> request) {
        try (HpcClient person = platform.with(tokens.accessToken())) {
            return request.of(person);
        }
    }

    private void renew() {
        try (HpcClient anonymous = platform.anonymous()) {
            tokens = anonymous.account().refresh(tokens.refreshToken());
        } catch (HpcException e) {
            throw e.code() == ErrorCode.UNAUTHORIZED
                    ? new HpcException(e.code(), "your sign-in has expired (" + e.reason() + "); run setup again", e)
                    : e;
        }
    }

    /** The machine that has a daemon of that id now, as far as the platform knows. */
    public Optional<DaemonView> daemon(DaemonId daemon) {
        return ask(person -> person.daemons().stream()
                .filter(view -> view.daemon().equals(daemon))
                .findFirst());
    }

    /** Makes a key with which a daemon of that id connects. */
    CreatedKey createKey(DaemonId daemon) {
        return ask(person -> person.account().createDaemonKey(daemon.value()));
    }

    /**
     * Revokes every key of that daemon but one: the one before, and any whose setup was killed before it was stored.
     *
     * @return how many
     */
    public int revokeOthers(DaemonId daemon, String keptKeyId) {
        return ask(person -> {
            List<KeyView> others = person.account().keys().stream()
                    .filter(key -> key.kind() == KeyKind.DAEMON
                            && key.name().equals(daemon.value())
                            && !key.id().equals(keptKeyId))
                    .toList();
            others.forEach(key -> revoke(person.account(), key));
            return others.size();
        });
    }

    private static void revoke(Account account, KeyView key) {
        try {
            account.revoke(key.id());
        } catch (HpcException e) {
            // Gone already is what was wanted.
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
        }
    }
}
