package org.hpcdaemon.platform.account;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.platform.identity.KeyInfo;
import org.hpcdaemon.platform.identity.NewKey;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.store.Row;
import org.hpcdaemon.store.Sql;
import org.jspecify.annotations.Nullable;

/** API keys. Its methods run in the caller's transaction. */
final class Keys {
    /** Live keys of one user: more come from a program that makes one at each start. */
    static final int LIVE_KEYS = 1000;

    /** How exact {@code last_used_at} is: a write for each request would cost more than the request. */
    static final Duration USE_RECORD_INTERVAL = Duration.ofMinutes(1);

    /** How long a browser stays signed in that asks for nothing: as long as a sign-in on a command line. */
    static final Duration CONSOLE_IDLE = Sessions.REFRESH;

    /** Who holds a key, and whether its use is to be recorded. */
    record Holder(Identity identity, boolean recordUse) {}

    private final Secrets secrets;
    private final RandomIds ids;

    Keys(Secrets secrets, RandomIds ids) {
        this.secrets = secrets;
        this.ids = ids;
    }

    /** A name as it is stored; throws {@link HpcException} if it is none for that kind of key. */
    static String checkedName(KeyKind kind, String name) {
        return switch (kind) {
            case AGENT -> printable("an agent's name", name);
            case CONSOLE -> printable("a browser's name", name);
            case DAEMON -> daemonId(name);
        };
    }

    NewKey create(Connection connection, UserId user, KeyKind kind, String name, Instant now) throws SQLException {
        long live = Sql.one(
                        connection,
                        "SELECT count(*) AS live FROM api_keys WHERE user_id = ? AND revoked_at IS NULL",
                        row -> row.number("live"),
                        user.value())
                .orElseThrow();
        if (live >= LIVE_KEYS) {
            throw HpcException.invalid("you have " + live + " keys: revoke those that are not used");
        }
        NewKey key = switch (kind) {
            case AGENT -> newKey(SecretKind.AGENT_KEY, kind, name, now);
            case DAEMON -> newKey(SecretKind.DAEMON_KEY, kind, name, now);
            case CONSOLE -> newKey(SecretKind.CONSOLE_KEY, kind, name, now);
        };
        @Nullable String agent = kind == KeyKind.AGENT ? agentOf(connection, user, name) : null;
        Sql.update(
                connection,
                "INSERT INTO api_keys (id, user_id, kind, name, agent_id, secret_hash, created_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                key.id(),
                user.value(),
                kind.name(),
                name,
                agent,
                Secrets.hash(key.secret()),
                now);
        return key;
    }

    Optional<Holder> authenticate(Connection connection, String secret, Instant now) throws SQLException {
        return Sql.one(connection, """
                SELECT k.id, k.user_id, k.kind, k.name, k.agent_id, k.last_used_at, u.email
                FROM api_keys k JOIN users u ON u.id = k.user_id
                WHERE k.secret_hash = ? AND k.revoked_at IS NULL
                AND (k.kind <> 'CONSOLE' OR COALESCE(k.last_used_at, k.created_at) > ?)""", row -> holder(row, now), Secrets.hash(secret), now.minus(CONSOLE_IDLE));
    }

    void used(Connection connection, String keyId, Instant now) throws SQLException {
        Sql.update(
                connection,
                "UPDATE api_keys SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at <= ?"
                        + " OR last_used_at > ?)",
                now,
                keyId,
                now.minus(USE_RECORD_INTERVAL),
                now);
    }

    List<KeyInfo> of(Connection connection, UserId user) throws SQLException {
        return Sql.query(
                connection,
                "SELECT id, kind, name, created_at, last_used_at, agent_id FROM api_keys"
                        + " WHERE user_id = ? AND revoked_at IS NULL ORDER BY created_at, id",
                Keys::info,
                user.value());
    }

    boolean revoke(Connection connection, UserId user, String keyId, Instant now) throws SQLException {
        return Sql.update(
                        connection,
                        "UPDATE api_keys SET revoked_at = ? WHERE id = ? AND user_id = ? AND revoked_at IS NULL",
                        now,
                        keyId,
                        user.value())
                > 0;
    }

    /** For the platform's host: any user's key. */
    boolean revoke(Connection connection, String keyId, Instant now) throws SQLException {
        return Sql.update(
                        connection,
                        "UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
                        now,
                        keyId)
                > 0;
    }

    int revokeDaemon(Connection connection, UserId user, DaemonId daemon, Instant now) throws SQLException {
        return Sql.update(
                connection,
                "UPDATE api_keys SET revoked_at = ?"
                        + " WHERE user_id = ? AND kind = 'DAEMON' AND name = ? AND revoked_at IS NULL",
                now,
                user.value(),
                daemon.value());
    }

    void revokeAll(Connection connection, UserId user, Instant now) throws SQLException {
        Sql.update(
                connection,
                "UPDATE api_keys SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL",
                now,
                user.value());
    }

    /** Deletes all of a user's, and the agents that had them. */
    void forgetAll(Connection connection, UserId user) throws SQLException {
        Sql.update(connection, "DELETE FROM api_keys WHERE user_id = ?", user.value());
        Sql.update(connection, "DELETE FROM agents WHERE user_id = ?", user.value());
    }

    static boolean isAgentOf(Connection connection, UserId user, AgentId agent) throws SQLException {
        return Sql.one(
                        connection,
                        "SELECT 1 AS one FROM agents WHERE id = ? AND user_id = ?",
                        row -> row.number("one"),
                        agent.value(),
                        user.value())
                .isPresent();
    }

    static KeyInfo info(Row row) throws SQLException {
        @Nullable String agent = row.textOrNull("agent_id");
        return new KeyInfo(
                row.text("id"),
                KeyKind.valueOf(row.text("kind")),
                row.text("name"),
                row.instant("created_at"),
                row.instantOrNull("last_used_at"),
                agent == null ? null : new AgentId(agent));
    }

    private NewKey newKey(SecretKind secret, KeyKind kind, String name, Instant now) {
        return new NewKey("k_" + ids.token(), secrets.make(secret), kind, name, now);
    }

    /** The agent of that name, the same one for every key of that name. */
    private String agentOf(Connection connection, UserId user, String name) throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO agents (id, user_id, name) VALUES (?, ?, ?) ON CONFLICT (user_id, name) DO NOTHING",
                ids.agent().value(),
                user.value(),
                name);
        return Sql.one(
                        connection,
                        "SELECT id FROM agents WHERE user_id = ? AND name = ?",
                        row -> row.text("id"),
                        user.value(),
                        name)
                .orElseThrow();
    }

    private static Holder holder(Row row, Instant now) throws SQLException {
        UserId user = new UserId(row.text("user_id"));
        Identity identity = switch (KeyKind.valueOf(row.text("kind"))) {
            case AGENT ->
                new Identity.Agent(
                        user, row.text("id"), row.text("email"), new AgentId(row.text("agent_id")), row.text("name"));
            case DAEMON -> new Identity.Daemon(user, row.text("id"), row.text("email"), new DaemonId(row.text("name")));
            case CONSOLE -> new Identity.Person(user, row.text("id"), row.text("email"));
        };
        @Nullable Instant lastUsed = row.instantOrNull("last_used_at");
        boolean stale = lastUsed == null
                || !lastUsed.plus(USE_RECORD_INTERVAL).isAfter(now)
                || lastUsed.isAfter(now); // By a clock that was set back since.
        return new Holder(identity, stale);
    }

    private static String printable(String what, String name) {
        String trimmed = name.strip();
        boolean shown = trimmed.codePoints().noneMatch(c -> switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT, // Also what reverses the direction of text: a name must look like what it is.
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        });
        if (trimmed.isEmpty() || trimmed.length() > Limits.NAME_CHARS || !shown) {
            throw HpcException.invalid(what + " has 1 to " + Limits.NAME_CHARS + " characters, all of them printable");
        }
        return trimmed;
    }

    private static String daemonId(String name) {
        try {
            return new DaemonId(name).value();
        } catch (IllegalArgumentException e) {
            throw HpcException.invalid("the name of a daemon's key is " + e.getMessage());
        }
    }
}
