package org.hpcdaemon.platform.inbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Sql;
import org.jspecify.annotations.Nullable;

/** The events in the database. Thread-safe. */
public final class EventTable {
    /** Events of one agent that wait; past it daemons keep theirs. An agent that far behind will not catch up alone. */
    static final int WAITING_PER_AGENT = 2000;

    /** Of all agents of a user: ten that do not read leave room for the others. */
    static final int WAITING_PER_USER = 20_000;

    /** Bodies in one answer, in characters: one of the largest fits. The platform holds it a few times while it answers. */
    static final long ANSWER_CHARS = Limits.EVENT_BYTES;

    /** How long the id of an acknowledged event is remembered; daemons send again within minutes of reconnecting. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private final Database database;

    public EventTable(Database database) {
        this.database = database;
    }

    /** True if it is new. */
    boolean insertIfAbsent(UserId user, EventId event, @Nullable AgentId agent, String body, Instant now) {
        return database.write(connection -> {
            if (isStored(connection, user, event)) {
                return false;
            }
            refuseIfFull(connection, user, agent);
            long seq = Sql.one(connection, """
                            INSERT INTO inboxes (user_id, last_seq) VALUES (?, 1)
                            ON CONFLICT (user_id) DO UPDATE SET last_seq = inboxes.last_seq + 1
                            RETURNING last_seq
                            """, row -> row.number("last_seq"), user.value())
                    .orElseThrow();
            Sql.update(
                    connection, """
                    INSERT INTO events (user_id, seq, event_id, agent_id, body, received_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """, user.value(), seq, event.value(), agent == null ? null : agent.value(), body, now);
            return true;
        });
    }

    /** Looks at the sizes first, so that a limit of many large events does not become one huge answer. */
    List<InboxEntry> waiting(Reader reader, long after, int limit) {
        return database.read(connection -> {
            List<Long> sizes = Sql.query(
                    connection,
                    "SELECT LENGTH(body) AS size" + FROM_WAITING,
                    row -> row.number("size"),
                    arguments(reader, after, limit));
            int fitting = 0;
            long total = 0;
            for (long size : sizes) {
                total += size;
                if (fitting > 0 && total > ANSWER_CHARS) {
                    break;
                }
                fitting++;
            }
            return Sql.query(
                    connection,
                    "SELECT seq, body" + FROM_WAITING,
                    row -> new InboxEntry(row.number("seq"), row.text("body")),
                    arguments(reader, after, fitting));
        });
    }

    /** How many wait, of all users. */
    long waiting() {
        return database.read(connection -> Sql.one(
                        connection,
                        "SELECT COUNT(*) AS waiting FROM events WHERE acknowledged_at IS NULL",
                        row -> row.number("waiting")))
                .orElse(0L);
    }

    int acknowledge(Reader reader, List<EventId> ids, Instant now) {
        return database.write(connection -> {
            int acknowledged = 0;
            for (EventId id : ids) {
                acknowledged += Sql.update(
                        connection, """
                        UPDATE events SET acknowledged_at = ?, body = ''
                        WHERE user_id = ? AND event_id = ? AND acknowledged_at IS NULL
                            AND (agent_id = ? OR CAST(? AS TEXT) IS NULL)
                        """, now, reader.user().value(), id.value(), agent(reader), agent(reader));
            }
            return acknowledged;
        });
    }

    /** What a clock that was set back since dated in the future is dated now: it is kept for one period, as all is. */
    void purge(Instant now) {
        database.write(connection -> {
            Sql.update(connection, "UPDATE events SET received_at = ? WHERE received_at > ?", now, now);
            Sql.update(connection, "UPDATE events SET acknowledged_at = ? WHERE acknowledged_at > ?", now, now);
            return Sql.update(connection, "DELETE FROM events WHERE acknowledged_at < ?", now.minus(REMEMBERED));
        });
    }

    /** The agents that have had unacknowledged events since before that time, and whose they are. */
    Map<AgentId, UserId> waitingSince(Instant before) {
        Map<AgentId, UserId> agents = new HashMap<>();
        database.read(connection -> Sql.query(
                connection,
                "SELECT DISTINCT user_id, agent_id FROM events"
                        + " WHERE acknowledged_at IS NULL AND agent_id IS NOT NULL AND received_at < ?",
                row -> agents.put(new AgentId(row.text("agent_id")), new UserId(row.text("user_id"))),
                before));
        return agents;
    }

    /** Gives up an agent's unacknowledged events of before that time; returns how many those were. */
    int giveUp(UserId user, AgentId agent, Instant before, Instant now) {
        return database.write(connection -> Sql.update(
                connection,
                "UPDATE events SET acknowledged_at = ?, body = ''"
                        + " WHERE user_id = ? AND agent_id = ? AND acknowledged_at IS NULL AND received_at < ?",
                now,
                user.value(),
                agent.value(),
                before));
    }

    /** Forgets a user's inbox. */
    public void removeAll(UserId user) {
        database.write(connection -> {
            Sql.update(connection, "DELETE FROM events WHERE user_id = ?", user.value());
            return Sql.update(connection, "DELETE FROM inboxes WHERE user_id = ?", user.value());
        });
    }

    private static final String FROM_WAITING = """
             FROM events WHERE user_id = ? AND acknowledged_at IS NULL AND seq > ?
                AND (agent_id = ? OR CAST(? AS TEXT) IS NULL)
            ORDER BY seq LIMIT ?
            """;

    private static @Nullable Object[] arguments(Reader reader, long after, int limit) {
        List<@Nullable Object> arguments = new ArrayList<>();
        arguments.add(reader.user().value());
        arguments.add(after);
        arguments.add(agent(reader));
        arguments.add(agent(reader));
        arguments.add(limit);
        return arguments.toArray();
    }

    private static @Nullable String agent(Reader reader) {
        return reader.agent() == null ? null : reader.agent().value();
    }

    private static boolean isStored(Connection connection, UserId user, EventId event) throws SQLException {
        return Sql.one(
                        connection,
                        "SELECT seq FROM events WHERE user_id = ? AND event_id = ?",
                        row -> row.number("seq"),
                        user.value(),
                        event.value())
                .isPresent();
    }

    private static void refuseIfFull(Connection connection, UserId user, @Nullable AgentId agent) throws SQLException {
        String waiting = "SELECT COUNT(*) AS waiting FROM events WHERE user_id = ? AND acknowledged_at IS NULL";
        if (agent != null) {
            refuseIfFull(
                    WAITING_PER_AGENT,
                    "of agent " + agent,
                    Sql.one(
                            connection,
                            waiting + " AND agent_id = ?",
                            row -> row.number("waiting"),
                            user.value(),
                            agent.value()));
        }
        refuseIfFull(
                WAITING_PER_USER,
                "of all agents of this user",
                Sql.one(connection, waiting, row -> row.number("waiting"), user.value()));
    }

    private static void refuseIfFull(int most, String whose, Optional<Long> waiting) {
        if (waiting.orElse(0L) >= most) {
            throw new HpcException(
                    ErrorCode.BUSY,
                    most + " events " + whose + " wait to be acknowledged; acknowledge some, then send again");
        }
    }
}
