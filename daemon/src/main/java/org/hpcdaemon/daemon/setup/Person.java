package org.hpcdaemon.daemon.setup;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.hpcdaemon.client.Account;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;

/** Whoever signed in, for as long as setup takes. */
public final class Person {
    /** Renewed this long before its end: longer than any request takes. */
    private static final Duration MARGIN = Duration.ofMinutes(2);

    private final Platform platform;
    private final InstantSource clock;
    private Account.Tokens tokens;
    private Instant since;

    Person(Platform platform, Account.Tokens tokens, InstantSource clock) {
        this.platform = platform;
        this.tokens = tokens;
        this.clock = clock;
        this.since = clock.instant();
    }

    /** The interview may have taken longer than a token lives. */
    private String token() {
        Instant now = clock.instant();
        if (since.plusSeconds(tokens.expiresIn()).minus(MARGIN).isBefore(now)) {
            try (HpcClient anonymous = platform.anonymous()) {
                tokens = anonymous.account().refresh(tokens.refreshToken());
                since = now;
            }
        }
        return tokens.accessToken();
    }

    /** The machine that has a daemon of that id now, as far as the platform knows. */
    public Optional<HpcClient.DaemonView> daemon(DaemonId daemon) {
        try (HpcClient person = platform.with(token())) {
            return person.daemons().stream()
                    .filter(view -> view.daemon().equals(daemon))
                    .findFirst();
        }
    }

    /** Makes a key with which a daemon of that id connects. */
    Account.Key createKey(DaemonId daemon) {
        try (HpcClient person = platform.with(token())) {
            return person.account().createDaemonKey(daemon.value());
        }
    }

    /**
     * Revokes every key of that daemon but one: the one before, and any whose setup was killed before it was stored.
     *
     * @return how many
     */
    int revokeOthers(DaemonId daemon, String keptKeyId) {
        try (HpcClient person = platform.with(token())) {
            List<Account.Key> others = person.account().keys().stream()
                    .filter(key -> key.kind().equals("daemon")
                            && key.name().equals(daemon.value())
                            && !key.id().equals(keptKeyId))
                    .toList();
            others.forEach(key -> revoke(person.account(), key));
            return others.size();
        }
    }

    private static void revoke(Account account, Account.Key key) {
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
