package org.hpcdaemon.platform.webhook;

import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hpcdaemon.platform.inbox.Reader;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Row;
import org.hpcdaemon.store.Sql;
import org.jspecify.annotations.Nullable;

/** The webhooks in the database. Thread-safe. */
final class WebhookTable {
    /** Of one user, whatever the number of agents: each holds a place in every round of looking. */
    static final int OF_USER = 20;

    /** After a secret was replaced, messages are signed with both for so long. */
    private static final Duration BOTH = Duration.ofHours(24);

    private final Database database;

    WebhookTable(Database database) {
        this.database = database;
    }

    /** Stores one that is told of what comes from now on. */
    void insert(WebhookId id, Reader reader, URI url, String secret, Instant now) {
        database.write(connection -> {
            long present = Sql.one(
                            connection,
                            "SELECT COUNT(*) AS present FROM webhooks WHERE user_id = ?",
                            row -> row.number("present"),
                            reader.user().value())
                    .orElse(0L);
            if (present >= OF_USER) {
                throw new HpcException(
                        ErrorCode.BUSY,
                        present + " webhooks of this user are there, the most there may be; delete one first");
            }
            return Sql.update(
                    connection,
                    """
                    INSERT INTO webhooks (id, user_id, agent_id, url, secret, created_at, position, attempts, next_at)
                    VALUES (?, ?, ?, ?, ?, ?, COALESCE((SELECT last_seq FROM inboxes WHERE user_id = ?), 0), 0, ?)
                    """,
                    id.value(),
                    reader.user().value(),
                    agent(reader),
                    url.toString(),
                    secret,
                    now,
                    reader.user().value(),
                    now);
        });
    }

    /** A reader's own; to the account owner, all of the user's. */
    List<Webhook> of(Reader reader, Instant now) {
        return database.read(connection -> Sql.query(
                connection, """
                SELECT * FROM webhooks WHERE user_id = ? AND (agent_id = ? OR CAST(? AS TEXT) IS NULL)
                ORDER BY created_at, id
                """, row -> webhook(row, now), reader.user().value(), agent(reader), agent(reader)));
    }

    Optional<Webhook> find(Reader reader, WebhookId id, Instant now) {
        return of(reader, now).stream().filter(each -> each.id().equals(id)).findFirst();
    }

    void remove(WebhookId id) {
        database.write(connection -> Sql.update(connection, "DELETE FROM webhooks WHERE id = ?", id.value()));
    }

    /** Gives it a new secret; messages are signed with the former one too for a while. */
    void rotate(WebhookId id, String secret, Instant now) {
        database.write(connection -> Sql.update(
                connection,
                "UPDATE webhooks SET former_secret = secret, former_until = ?, secret = ? WHERE id = ?",
                now.plus(BOTH),
                secret,
                id.value()));
    }

    /** Those that have something to send now. */
    List<Webhook> due(Instant now) {
        return database.read(connection -> Sql.query(connection, """
                SELECT * FROM webhooks WHERE disabled IS NULL AND next_at <= ? AND EXISTS (
                    SELECT 1 FROM events WHERE events.user_id = webhooks.user_id AND events.seq > webhooks.position
                        AND events.acknowledged_at IS NULL
                        AND (webhooks.agent_id IS NULL OR events.agent_id = webhooks.agent_id))
                ORDER BY next_at
                """, row -> webhook(row, now), now));
    }

    /** Notes what came of an attempt. */
    void note(
            WebhookId id,
            long position,
            int attempts,
            Instant next,
            Instant now,
            String outcome,
            @Nullable String disabled) {
        database.write(connection ->
                Sql.update(connection, """
                UPDATE webhooks SET position = ?, attempts = ?, next_at = ?, last_at = ?, last_outcome = ?, disabled = ?
                WHERE id = ?
                """, position, attempts, next, now, outcome, disabled, id.value()));
    }

    private static Webhook webhook(Row row, Instant now) throws SQLException {
        String agent = row.textOrNull("agent_id");
        Instant until = row.instantOrNull("former_until");
        Stream<String> former =
                until != null && until.isAfter(now) ? Stream.of(row.text("former_secret")) : Stream.empty();
        return new Webhook(
                new WebhookId(row.text("id")),
                new Reader(new UserId(row.text("user_id")), agent == null ? null : new AgentId(agent)),
                URI.create(row.text("url")),
                Stream.concat(Stream.of(row.text("secret")), former).toList(),
                row.instant("created_at"),
                row.number("position"),
                Math.toIntExact(row.number("attempts")),
                row.instant("next_at"),
                row.instantOrNull("last_at"),
                row.textOrNull("last_outcome"),
                row.textOrNull("disabled"));
    }

    private static @Nullable String agent(Reader reader) {
        AgentId agent = reader.agent();
        return agent == null ? null : agent.value();
    }
}
