package org.hpcdaemon.platform.account;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.store.Row;
import org.hpcdaemon.store.Sql;
import org.jspecify.annotations.Nullable;

/** The users' rows. Its methods run in the caller's transaction. */
final class Users {
    private final RandomIds ids;

    Users(RandomIds ids) {
        this.ids = ids;
    }

    UserId findOrCreate(Connection connection, Email email, Instant now) throws SQLException {
        Optional<UserId> known = find(connection, email);
        if (known.isPresent()) {
            return known.get();
        }
        UserId user = ids.user();
        Sql.update(
                connection,
                "INSERT INTO users (id, email, created_at) VALUES (?, ?, ?)",
                user.value(),
                email.value(),
                now);
        return user;
    }

    Optional<UserId> find(Connection connection, Email email) throws SQLException {
        return Sql.one(
                connection, "SELECT id FROM users WHERE email = ?", row -> new UserId(row.text("id")), email.value());
    }

    List<UserInfo> all(Connection connection) throws SQLException {
        return Sql.query(
                connection,
                "SELECT id, email, created_at, first_sign_in_at FROM users ORDER BY created_at, id",
                Users::info);
    }

    void remove(Connection connection, UserId user) throws SQLException {
        Sql.update(connection, "DELETE FROM users WHERE id = ?", user.value());
    }

    void signedIn(Connection connection, UserId user, Instant now) throws SQLException {
        Sql.update(
                connection,
                "UPDATE users SET first_sign_in_at = ? WHERE id = ? AND first_sign_in_at IS NULL",
                now,
                user.value());
    }

    /** Whether the policy lets that address in, now. */
    boolean maySignIn(Connection connection, SignInPolicy policy, Email email) throws SQLException {
        return switch (policy) {
            case SignInPolicy.Open() -> true;
            case SignInPolicy.NoOne() -> false;
            case SignInPolicy.Allowed(var emails, var domains) ->
                emails.contains(email.value()) || domains.contains(email.domain());
            case SignInPolicy.FirstOnly() ->
                first(connection).map(email.value()::equals).orElse(true);
        };
    }

    private static Optional<String> first(Connection connection) throws SQLException {
        return Sql.one(
                connection,
                "SELECT email FROM users WHERE first_sign_in_at IS NOT NULL ORDER BY first_sign_in_at, id LIMIT 1",
                row -> row.text("email"));
    }

    private static UserInfo info(Row row) throws SQLException {
        @Nullable Instant firstSignIn = row.instantOrNull("first_sign_in_at");
        return new UserInfo(new UserId(row.text("id")), row.text("email"), row.instant("created_at"), firstSignIn);
    }
}
