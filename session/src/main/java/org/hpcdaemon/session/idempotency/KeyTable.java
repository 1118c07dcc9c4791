package org.hpcdaemon.session.idempotency;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.store.Sql;
import org.jspecify.annotations.Nullable;

/** The table {@code once} of one daemon. Every method runs inside its caller's transaction. */
final class KeyTable {
    /** The protocol promises 24 h; the hour covers an agent that retries at the last moment. */
    static final Duration KEEP = Duration.ofHours(25);

    /** More than one side effect a second for a day: a loop gone wild, which must not fill the disk. */
    private static final int ROWS = 100_000;

    /** Answers kept in all; past it the oldest are dropped, so that a chatty agent cannot fill a home's quota. */
    private static final long ANSWER_CHARS = 256L << 20;

    /** Counting is a scan; this often it costs nothing and the bounds are passed by little. */
    private static final int PRUNE_INTERVAL = 256;

    private final DaemonId daemon;
    private final InstantSource clock;
    private final BiPredicate<String, IdempotencyKey> underWay;
    private int sincePrune = PRUNE_INTERVAL;

    /** @param underWay whether the action of that agent's key runs in this process */
    KeyTable(DaemonId daemon, InstantSource clock, BiPredicate<String, IdempotencyKey> underWay) {
        this.daemon = daemon;
        this.clock = clock;
        this.underWay = underWay;
    }

    enum State {
        BEGUN,
        DONE,
        FAILED,
        DROPPED;

        String stored() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State ofStored(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** A row that was there. */
    record Seen(String fingerprint, State state, @Nullable String ref, String body) {}

    sealed interface Begun {
        record Fresh(String ref) implements Begun {}

        record Before(Seen seen) implements Begun {}
    }

    Optional<Seen> find(Connection sql, String agent, IdempotencyKey key) throws SQLException {
        return Sql.one(
                sql,
                "SELECT fingerprint, state, ref, answer FROM once WHERE daemon = ? AND agent = ? AND key = ?",
                row -> {
                    String body = row.textOrNull("answer");
                    return new Seen(
                            row.text("fingerprint"),
                            State.ofStored(row.text("state")),
                            row.textOrNull("ref"),
                            body == null ? "" : body);
                },
                daemon.value(),
                agent,
                key.value());
    }

    Begun begin(
            Connection sql,
            String agent,
            IdempotencyKey key,
            Fingerprint fingerprint,
            @Nullable String command,
            StoredIdempotency.Resumable<?> action)
            throws SQLException {
        Optional<Seen> seen = find(sql, agent, key);
        if (seen.isPresent()) {
            return new Begun.Before(seen.get());
        }
        if (++sincePrune >= PRUNE_INTERVAL) {
            prune(sql);
            sincePrune = 0;
        }
        String ref = action.begin(sql);
        Sql.update(
                sql,
                "INSERT INTO once (daemon, agent, key, fingerprint, state, ref, command, created_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                daemon.value(),
                agent,
                key.value(),
                fingerprint.hex(),
                State.BEGUN.stored(),
                ref.isEmpty() ? null : ref,
                command,
                clock.instant());
        return new Begun.Fresh(ref);
    }

    int finish(Connection sql, String agent, IdempotencyKey key, State state, String body) throws SQLException {
        return Sql.update(
                sql,
                "UPDATE once SET state = ?, answer = ?, ended_at = ? WHERE daemon = ? AND agent = ? AND key = ?",
                state.stored(),
                body,
                clock.instant(),
                daemon.value(),
                agent,
                key.value());
    }

    int delete(Connection sql, String agent, IdempotencyKey key) throws SQLException {
        return Sql.update(
                sql, "DELETE FROM once WHERE daemon = ? AND agent = ? AND key = ?", daemon.value(), agent, key.value());
    }

    private void prune(Connection sql) throws SQLException {
        Instant oldest = clock.instant().minus(KEEP);
        Sql.update(
                sql,
                "DELETE FROM once WHERE daemon = ? AND created_at < ? AND COALESCE(ended_at, created_at) < ? AND state <> ?",
                daemon.value(),
                oldest,
                oldest,
                State.BEGUN.stored());
        for (Owned old : begunBefore(sql, oldest)) {
            // What runs for longer than that has an answer still to come.
            if (!underWay.test(old.agent(), old.key())) {
                delete(sql, old.agent(), old.key());
            }
        }
        if (total(sql, "COUNT(*)") >= ROWS) {
            throw new HpcException(
                    ErrorCode.BUSY, "over " + ROWS + " commands and jobs in 24 h: retry later, with fewer of them");
        }
        while (total(sql, "COALESCE(SUM(LENGTH(answer)), 0)") > ANSWER_CHARS) {
            Sql.update(
                    sql,
                    "UPDATE once SET state = 'dropped', answer = NULL WHERE rowid IN (SELECT rowid FROM once"
                            + " WHERE daemon = ? AND answer IS NOT NULL ORDER BY created_at LIMIT 1000)",
                    daemon.value());
        }
    }

    private record Owned(String agent, IdempotencyKey key) {}

    private List<Owned> begunBefore(Connection sql, Instant oldest) throws SQLException {
        return Sql.query(
                sql,
                "SELECT agent, key FROM once WHERE daemon = ? AND created_at < ? AND state = ?",
                row -> new Owned(row.text("agent"), new IdempotencyKey(row.text("key"))),
                daemon.value(),
                oldest,
                State.BEGUN.stored());
    }

    private long total(Connection sql, String what) throws SQLException {
        return Sql.one(
                        sql,
                        "SELECT " + what + " AS n FROM once WHERE daemon = ?",
                        row -> row.number("n"),
                        daemon.value())
                .orElse(0L);
    }
}
