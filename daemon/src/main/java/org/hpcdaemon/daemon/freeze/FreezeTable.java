package org.hpcdaemon.daemon.freeze;

import java.util.Optional;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Sql;

/** Keeps one daemon's freeze over restarts. Thread-safe. */
public record FreezeTable(Database database, DaemonId daemon) {
    public Optional<Freeze> find() {
        return database.read(sql -> Sql.one(
                sql,
                "SELECT since, reason FROM freeze WHERE daemon = ?",
                row -> new Freeze(row.instant("since"), row.textOrNull("reason")),
                daemon.value()));
    }

    /** Keeps the first time, if it is frozen already, with the new reason. */
    public void put(Freeze freeze) {
        database.write(sql -> Sql.update(
                sql,
                "INSERT INTO freeze (daemon, since, reason) VALUES (?, ?, ?)"
                        + " ON CONFLICT (daemon) DO UPDATE SET reason = COALESCE(excluded.reason, reason)",
                daemon.value(),
                freeze.since(),
                freeze.reason()));
    }

    public void remove() {
        database.write(sql -> Sql.update(sql, "DELETE FROM freeze WHERE daemon = ?", daemon.value()));
    }
}
