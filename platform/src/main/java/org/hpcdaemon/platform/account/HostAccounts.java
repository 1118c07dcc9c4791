package org.hpcdaemon.platform.account;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.hpcdaemon.platform.identity.KeyInfo;
import org.hpcdaemon.platform.identity.NewKey;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Sql;
import org.jspecify.annotations.Nullable;

/**
 * What the person at the platform's host may do without a code: a user who can read the database may do anything, so
 * nothing is asked. Works beside a running platform on the same database. Thread-safe.
 */
public final class HostAccounts {
    /** A key and whose it is. */
    public record OwnedKey(String email, KeyInfo key) {}

    private final Rows rows;
    private final InstantSource clock;
    private final Users users;
    private final Keys keys;

    public HostAccounts(Database database, InstantSource clock, RandomGenerator random) {
        RandomIds ids = new RandomIds(random);
        this.rows = new Rows(database);
        this.clock = clock;
        this.users = new Users(ids);
        this.keys = new Keys(new Secrets(random), ids);
    }

    public List<UserInfo> users() {
        return rows.read(users::all);
    }

    /** Makes a key, and the account if there is none for that e-mail. */
    public NewKey createKey(Email email, KeyKind kind, String name) {
        String checked = Keys.checkedName(kind, name);
        Instant now = clock.instant();
        return rows.write(c -> {
            UserId user = users.findOrCreate(c, email, now);
            return keys.create(c, user, kind, checked, now);
        });
    }

    /** Live keys, of one e-mail or of all. */
    public List<OwnedKey> keys(Optional<Email> email) {
        @Nullable String only = email.map(Email::value).orElse(null);
        return rows.read(c -> Sql.query(c, """
                SELECT u.email, k.id, k.kind, k.name, k.created_at, k.last_used_at, k.agent_id
                FROM api_keys k JOIN users u ON u.id = k.user_id
                WHERE k.revoked_at IS NULL AND (CAST(? AS TEXT) IS NULL OR u.email = ?)
                ORDER BY u.email, k.created_at, k.id""", row -> new OwnedKey(row.text("email"), Keys.info(row)), only, only));
    }

    /** False if there is no such live key. A running platform ends its sockets within 5 s. */
    public boolean revoke(String keyId) {
        return rows.write(c -> keys.revoke(c, keyId, clock.instant()));
    }

    /** Whose e-mail that is. */
    public Optional<UserId> find(Email email) {
        return rows.read(c -> users.find(c, email));
    }

    /** Revokes every key of a daemon and returns how many there were. */
    public int revokeDaemonKeys(UserId user, DaemonId daemon) {
        return rows.write(c -> keys.revokeDaemon(c, user, daemon, clock.instant()));
    }

    /** Ends every key and sign-in of a user, and returns which user that is. */
    public Optional<UserId> lockOut(Email email) {
        Instant now = clock.instant();
        return rows.write(c -> {
            Optional<UserId> user = users.find(c, email);
            if (user.isPresent()) {
                keys.revokeAll(c, user.get(), now);
                Sessions.endAll(c, user.get(), now);
                SignIns.forget(c, email);
            }
            return user;
        });
    }

    /** Forgets a user who was locked out. A later sign-in with that e-mail makes a new user, without the old agents. */
    public void remove(UserId user) {
        rows.write(c -> {
            Sessions.forgetAll(c, user);
            keys.forgetAll(c, user);
            users.remove(c, user);
            return true;
        });
    }
}
