package org.hpcdaemon.platform.account;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.platform.identity.Tokens;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.store.Sql;

/**
 * Sign-ins that last by refreshing. A refresh token is good for one exchange; one that comes back was copied, and
 * by whom is unknown, so its whole session ends. Its methods run in the caller's transaction.
 */
final class Sessions {
    /** Short, because an access token opens everything of its user. */
    static final Duration ACCESS = Duration.ofHours(1);

    /** Counted anew at each refresh: who comes back within a month need not sign in. */
    static final Duration REFRESH = Duration.ofDays(30);

    /** What presenting a refresh token came to. */
    sealed interface Refreshed {
        record Renewed(Tokens tokens) implements Refreshed {}

        record Reused() implements Refreshed {}

        record Unknown() implements Refreshed {}
    }

    /** A refresh token's session, if that has not ended. */
    private record Spendable(String session, Email email, boolean spent) {}

    /**
     * Whose an access token is.
     *
     * @param future whether it would last longer than any may: the clock that dated it was set back
     */
    record Holder(Identity identity, boolean future) {}

    private final Secrets secrets;
    private final RandomIds ids;

    Sessions(Secrets secrets, RandomIds ids) {
        this.secrets = secrets;
        this.ids = ids;
    }

    /** Lets whatever a clock that was set back since dated in the future last for one period from now. */
    static void settleFuture(Connection connection, Instant now) throws SQLException {
        String token = "UPDATE tokens SET expires_at = ? WHERE expires_at > ? AND refreshes = ?";
        Sql.update(connection, token, now.plus(ACCESS), now.plus(ACCESS), false);
        Sql.update(connection, token, now.plus(REFRESH), now.plus(REFRESH), true);
        Instant end = now.plus(REFRESH);
        Sql.update(connection, "UPDATE sessions SET expires_at = ? WHERE expires_at > ?", end, end);
    }

    /** Whether there is something to settle. */
    static boolean hasFuture(Connection connection, Instant now) throws SQLException {
        String later = "SELECT 1 AS one FROM tokens WHERE expires_at > ? AND refreshes = ? LIMIT 1";
        return Sql.one(connection, later, row -> row.number("one"), now.plus(ACCESS), false)
                        .isPresent()
                || Sql.one(connection, later, row -> row.number("one"), now.plus(REFRESH), true)
                        .isPresent();
    }

    Tokens begin(Connection connection, UserId user, Email email, Instant now) throws SQLException {
        settleFuture(connection, now);
        forgetExpired(connection, now);
        String session = "t_" + ids.token();
        Sql.update(
                connection,
                "INSERT INTO sessions (id, user_id, created_at, expires_at) VALUES (?, ?, ?, ?)",
                session,
                user.value(),
                now,
                now.plus(REFRESH));
        return issue(connection, session, email, now);
    }

    Refreshed refresh(Connection connection, String refreshToken, Users users, SignInPolicy policy, Instant now)
            throws SQLException {
        settleFuture(connection, now);
        Optional<Spendable> found = Sql.one(
                connection,
                """
                SELECT t.session_id, t.spent_at, u.email FROM tokens t
                JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
                WHERE t.secret_hash = ? AND t.refreshes = 1 AND t.expires_at > ? AND s.ended_at IS NULL""",
                row -> new Spendable(
                        row.text("session_id"), new Email(row.text("email")), row.numberOrNull("spent_at") != null),
                Secrets.hash(refreshToken),
                now);
        if (found.isEmpty()) {
            return new Refreshed.Unknown();
        }
        Spendable token = found.get();
        if (token.spent()) {
            end(connection, token.session(), now);
            return new Refreshed.Reused();
        }
        if (!users.maySignIn(connection, policy, token.email())) {
            end(connection, token.session(), now);
            return new Refreshed.Unknown();
        }
        Sql.update(connection, "UPDATE tokens SET spent_at = ? WHERE secret_hash = ?", now, Secrets.hash(refreshToken));
        Sql.update(connection, "UPDATE sessions SET expires_at = ? WHERE id = ?", now.plus(REFRESH), token.session());
        return new Refreshed.Renewed(issue(connection, token.session(), token.email(), now));
    }

    /** The identity is the session's, so that a live socket outlives the access token that opened it. */
    Optional<Holder> authenticate(Connection connection, String accessToken, Instant now) throws SQLException {
        return Sql.one(
                connection,
                """
                SELECT s.id, s.user_id, u.email, t.expires_at FROM tokens t
                JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
                WHERE t.secret_hash = ? AND t.refreshes = 0 AND t.expires_at > ? AND s.ended_at IS NULL""",
                row -> new Holder(
                        new Identity.Person(new UserId(row.text("user_id")), row.text("id"), row.text("email")),
                        row.instant("expires_at").isAfter(now.plus(ACCESS))),
                Secrets.hash(accessToken),
                now);
    }

    static void endAll(Connection connection, UserId user, Instant now) throws SQLException {
        Sql.update(
                connection,
                "UPDATE sessions SET ended_at = ? WHERE user_id = ? AND ended_at IS NULL",
                now,
                user.value());
    }

    /** Deletes all of a user's, with their tokens. */
    static void forgetAll(Connection connection, UserId user) throws SQLException {
        Sql.update(connection, "DELETE FROM sessions WHERE user_id = ?", user.value());
    }

    private Tokens issue(Connection connection, String session, Email email, Instant now) throws SQLException {
        String access = secrets.make(SecretKind.ACCESS_TOKEN);
        String refresh = secrets.make(SecretKind.REFRESH_TOKEN);
        store(connection, access, session, false, now.plus(ACCESS));
        store(connection, refresh, session, true, now.plus(REFRESH));
        return new Tokens(email.value(), access, ACCESS, refresh, REFRESH);
    }

    private static void store(Connection connection, String secret, String session, boolean refreshes, Instant expires)
            throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO tokens (secret_hash, session_id, refreshes, expires_at) VALUES (?, ?, ?, ?)",
                Secrets.hash(secret),
                session,
                refreshes,
                expires);
    }

    private static void end(Connection connection, String session, Instant now) throws SQLException {
        Sql.update(connection, "UPDATE sessions SET ended_at = ? WHERE id = ?", now, session);
    }

    /** Spent refresh tokens stay until they expire: until then their return means something. */
    private static void forgetExpired(Connection connection, Instant now) throws SQLException {
        Sql.update(connection, "DELETE FROM tokens WHERE expires_at <= ?", now);
        Sql.update(connection, "DELETE FROM sessions WHERE expires_at <= ?", now);
    }
}
