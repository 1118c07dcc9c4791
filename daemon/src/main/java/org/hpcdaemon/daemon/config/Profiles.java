package org.hpcdaemon.daemon.config;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Row;
import org.hpcdaemon.store.Sql;
import org.jspecify.annotations.Nullable;

/** The profiles of a home. Thread-safe. */
public final class Profiles {
    private final Database database;
    private final InstantSource clock;

    public Profiles(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Stores a profile; one with the same daemon id is replaced. */
    public void save(Profile profile) {
        database.write(sql -> Sql.update(
                sql,
                "INSERT INTO profile (daemon_id, settings, api_key, updated_at) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (daemon_id) DO UPDATE SET settings = excluded.settings,"
                        + " api_key = excluded.api_key, updated_at = excluded.updated_at",
                profile.daemon().value(),
                Json.write(profile),
                profile.apiKey(),
                clock.instant().toString()));
    }

    /** Forgets one; false if there is none of that id. */
    public boolean remove(DaemonId daemon) {
        return database.write(sql -> Sql.update(sql, "DELETE FROM profile WHERE daemon_id = ?", daemon.value())) > 0;
    }

    /** All, by daemon id. */
    public List<Profile> all() {
        return database.read(
                sql -> Sql.query(sql, "SELECT settings, api_key FROM profile ORDER BY daemon_id", Profiles::profile));
    }

    /** The one of that id, if it was set up. */
    public Optional<Profile> of(DaemonId daemon) {
        return all().stream().filter(profile -> profile.daemon().equals(daemon)).findFirst();
    }

    /** The one named; without a name, the only one there is. Throws {@link HpcException} that names the choices. */
    public Profile find(@Nullable DaemonId daemon) {
        List<Profile> all = all();
        if (all.isEmpty()) {
            throw new HpcException(ErrorCode.NOT_FOUND, "no daemon is set up here yet; run: hpc-daemon setup --help");
        }
        if (daemon == null && all.size() == 1) {
            return all.getFirst();
        }
        String choices = all.stream().map(profile -> profile.daemon().value()).collect(Collectors.joining(", "));
        if (daemon == null) {
            throw HpcException.invalid("several daemons are set up here; add --daemon-id with one of: " + choices);
        }
        return of(daemon)
                .orElseThrow(() -> new HpcException(
                        ErrorCode.NOT_FOUND, "no daemon " + daemon + " is set up here; there are: " + choices));
    }

    private static Profile profile(Row row) throws SQLException {
        return Json.read(row.text("settings"), Profile.class).withKey(row.text("api_key"));
    }
}
