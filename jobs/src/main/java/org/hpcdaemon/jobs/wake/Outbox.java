package org.hpcdaemon.jobs.wake;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.store.ChangeWatch;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Sql;

/** The wake-ups of one daemon that the platform does not have yet. Thread-safe. */
public final class Outbox {
    /** Events that were sent or refused are kept this long, for {@code hpc-daemon doctor} and people. */
    private static final Duration KEEP = Duration.ofDays(30);

    private final Database database;
    private final DaemonId daemon;
    private final InstantSource clock;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    public Outbox(Database database, DaemonId daemon, InstantSource clock) {
        this.database = database;
        this.daemon = daemon;
        this.clock = clock;
    }

    /** Adds an event in its caller's transaction, who calls {@link #added} when that has committed. */
    public void add(Connection sql, Event event) throws SQLException {
        Sql.update(
                sql,
                "INSERT INTO outbox (id, daemon, body, state, created_at) VALUES (?, ?, ?, 'waiting', ?)",
                event.id().value(),
                daemon.value(),
                Json.write(event),
                clock.instant());
    }

    /** An event was added: the sender looks again. */
    public void added() {
        listeners.forEach(Runnable::run);
    }

    /** How many wait. */
    public int waiting() {
        return database.read(sql -> Sql.one(
                        sql,
                        "SELECT COUNT(*) AS n FROM outbox WHERE daemon = ? AND state = 'waiting'",
                        row -> (int) row.number("n"),
                        daemon.value())
                .orElse(0));
    }

    /** A watch on the database that holds the outbox. */
    ChangeWatch changes() {
        return database.watch();
    }

    void onAdded(Runnable listener) {
        listeners.add(listener);
    }

    /** The oldest that wait, after those with lower numbers. */
    List<Waiting> after(long seq, int limit) {
        return database.read(sql -> new ArrayList<>(Sql.query(
                sql,
                "SELECT seq, body FROM outbox WHERE daemon = ? AND state = 'waiting' AND seq > ? ORDER BY seq LIMIT ?",
                row -> new Waiting(row.number("seq"), Json.read(row.text("body"), Event.class)),
                daemon.value(),
                seq,
                limit)));
    }

    void sent(EventId id) {
        settle(id, "sent", "");
    }

    void refused(EventId id, String why) {
        settle(id, "refused", why);
    }

    private void settle(EventId id, String state, String note) {
        database.write(sql -> {
            Sql.update(
                    sql,
                    "DELETE FROM outbox WHERE daemon = ? AND state <> 'waiting' AND created_at < ?",
                    daemon.value(),
                    clock.instant().minus(KEEP));
            return Sql.update(sql, "UPDATE outbox SET state = ?, note = ? WHERE id = ?", state, note, id.value());
        });
    }

    record Waiting(long seq, Event event) {}
}
