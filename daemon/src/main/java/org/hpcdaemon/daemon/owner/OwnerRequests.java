package org.hpcdaemon.daemon.owner;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.store.ChangeWatch;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Row;
import org.hpcdaemon.store.Sql;
import org.jspecify.annotations.Nullable;

/**
 * The requests to one daemon, as rows: they reach it on another login node too, and a user who can write them holds its keys anyway.
 * Thread-safe.
 */
public final class OwnerRequests {
    /** A daemon looks every second; the rest is for a file system that is slow. */
    public static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    /** A look is a small read. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

    private final Database database;
    private final DaemonId daemon;
    private final InstantSource clock;

    public OwnerRequests(Database database, DaemonId daemon, InstantSource clock) {
        this.database = database;
        this.daemon = daemon;
        this.clock = clock;
    }

    /** A watch on the database that holds the requests. */
    ChangeWatch changes() {
        return database.watch();
    }

    /** A request that the daemon has taken. */
    record Taken(String id, String verb, String body) {}

    private record Seen(
            boolean taken,
            @Nullable String failure,
            @Nullable String answer) {}

    /**
     * Asks the running daemon, and waits as long as it works on it. Throws what it answers, {@code DAEMON_OFFLINE} if it does not
     * take the request in time or ends.
     *
     * @param running whether the daemon runs, looked at anew at each call
     * @param patience until it is taken
     */
    public <A> A ask(OwnerRequest request, Class<A> answer, BooleanSupplier running, Duration patience)
            throws InterruptedException {
        String id = RandomIds.secure().token();
        database.write(sql -> Sql.update(
                sql,
                "INSERT INTO owner_request (id, daemon, verb, body, taken, created_at) VALUES (?, ?, ?, ?, 0, ?)",
                id,
                daemon.value(),
                request.verb(),
                Json.write(request),
                clock.instant()));
        try {
            return Json.read(await(id, running, patience), answer);
        } finally {
            database.write(sql -> Sql.update(sql, "DELETE FROM owner_request WHERE id = ?", id));
        }
    }

    private String await(String id, BooleanSupplier running, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            boolean alive = running.getAsBoolean();
            Optional<Seen> seen = look(id);
            if (seen.isPresent() && seen.get().failure() != null) {
                throw new HpcException(
                        ErrorCode.of(seen.get().failure()),
                        String.valueOf(seen.get().answer()));
            }
            if (seen.isPresent() && seen.get().answer() != null) {
                return seen.get().answer();
            }
            if (!alive || seen.isEmpty()) {
                throw offline("daemon " + daemon + " ended before it answered; see: hpc-daemon status");
            }
            if (!seen.get().taken() && System.nanoTime() > deadline) {
                throw offline("daemon " + daemon + " did not take the request in " + patience.toSeconds()
                        + " s; it hangs, or is of an older version: restart it");
            }
            Thread.sleep(POLL_INTERVAL);
        }
    }

    private static HpcException offline(String why) {
        return new HpcException(ErrorCode.DAEMON_OFFLINE, why);
    }

    private Optional<Seen> look(String id) {
        return database.read(sql -> Sql.one(
                sql,
                "SELECT taken, failure, answer FROM owner_request WHERE id = ?",
                row -> new Seen(row.flag("taken"), row.textOrNull("failure"), row.textOrNull("answer")),
                id));
    }

    /** Forgets what an earlier process was asked: its sender was told that the process ended, or has left. */
    void forgetAll() {
        database.write(sql -> Sql.update(sql, "DELETE FROM owner_request WHERE daemon = ?", daemon.value()));
    }

    /** Those that are new. Writes only if there are some. */
    List<Taken> take() {
        if (waiting().isEmpty()) {
            return List.of();
        }
        return database.write(sql -> {
            List<Taken> all = Sql.query(sql, WAITING, OwnerRequests::taken, daemon.value());
            for (Taken request : all) {
                Sql.update(sql, "UPDATE owner_request SET taken = 1 WHERE id = ?", request.id());
            }
            return all;
        });
    }

    private static final String WAITING =
            "SELECT id, verb, body FROM owner_request WHERE daemon = ? AND taken = 0 ORDER BY created_at, id";

    private List<Taken> waiting() {
        return database.read(sql -> Sql.query(sql, WAITING, OwnerRequests::taken, daemon.value()));
    }

    private static Taken taken(Row row) throws SQLException {
        return new Taken(row.text("id"), row.text("verb"), row.text("body"));
    }

    /** Does nothing if the sender has left. */
    void answer(Taken request, Object answer) {
        store(request, null, Json.write(answer));
    }

    void fail(Taken request, HpcException why) {
        store(request, why.code().wireName(), why.reason());
    }

    private void store(Taken request, @Nullable String failure, String answer) {
        database.write(sql -> Sql.update(
                sql, "UPDATE owner_request SET failure = ?, answer = ? WHERE id = ?", failure, answer, request.id()));
    }
}
