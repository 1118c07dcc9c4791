package org.hpcdaemon.platform.registry;

import java.time.InstantSource;
import java.util.List;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Sql;

/**
 * The daemons that ever said hello and were not removed. Thread-safe; methods block on the database and throw
 * {@link org.hpcdaemon.store.StoreException}.
 */
public final class DaemonRegistry {
    private final Database database;
    private final InstantSource clock;

    public DaemonRegistry(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Notes a daemon that connects. */
    public void hello(UserId user, DaemonId daemon, PlatformRequest.Hello hello) {
        database.write(connection -> Sql.update(
                connection,
                """
                INSERT INTO daemons (user_id, daemon_id, cluster_name, scheduler, host, version, last_seen)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (user_id, daemon_id) DO UPDATE SET cluster_name = excluded.cluster_name,
                    scheduler = excluded.scheduler, host = excluded.host, version = excluded.version,
                    last_seen = excluded.last_seen
                """,
                user.value(),
                daemon.value(),
                hello.clusterName(),
                hello.scheduler(),
                hello.host(),
                hello.version(),
                clock.instant()));
    }

    /** Notes that a daemon was here until now; nothing if it was removed. */
    public void left(UserId user, DaemonId daemon) {
        database.write(connection -> Sql.update(
                connection,
                "UPDATE daemons SET last_seen = ? WHERE user_id = ? AND daemon_id = ?",
                clock.instant(),
                user.value(),
                daemon.value()));
    }

    public boolean isKnown(UserId user, DaemonId daemon) {
        return database.read(connection -> Sql.one(
                        connection,
                        "SELECT daemon_id FROM daemons WHERE user_id = ? AND daemon_id = ?",
                        row -> row.text("daemon_id"),
                        user.value(),
                        daemon.value()))
                .isPresent();
    }

    /** A user's daemons, by id. */
    public List<KnownDaemon> list(UserId user) {
        return database.read(connection -> Sql.query(
                connection,
                """
                SELECT daemon_id, cluster_name, scheduler, host, version, last_seen
                FROM daemons WHERE user_id = ? ORDER BY daemon_id
                """,
                row -> new KnownDaemon(
                        new DaemonId(row.text("daemon_id")),
                        row.text("cluster_name"),
                        row.text("scheduler"),
                        row.textOrNull("host"),
                        row.text("version"),
                        row.instant("last_seen")),
                user.value()));
    }

    /** Forgets a daemon. False if the user has none of that id. */
    public boolean remove(UserId user, DaemonId daemon) {
        return database.write(connection -> Sql.update(
                        connection,
                        "DELETE FROM daemons WHERE user_id = ? AND daemon_id = ?",
                        user.value(),
                        daemon.value()))
                > 0;
    }

    /** Forgets all daemons of a user. */
    public void removeAll(UserId user) {
        database.write(connection -> Sql.update(connection, "DELETE FROM daemons WHERE user_id = ?", user.value()));
    }
}
