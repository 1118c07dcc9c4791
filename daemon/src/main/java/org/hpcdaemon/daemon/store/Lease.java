package org.hpcdaemon.daemon.store;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Sql;
import org.hpcdaemon.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The right to run a profile, so that two login nodes that share a home never run the same daemon twice. Take it
 * with {@link #tryTake}, keep it with {@link #renew} every {@link #RENEW_EVERY}, give it back with {@link #close}.
 * Thread-safe.
 */
public final class Lease implements AutoCloseable {
    /** Five may fail (a slow NFS server) before another host may take it. */
    public static final Duration RENEW_EVERY = Duration.ofSeconds(10);

    /** How long another host's lease must have stood still, as we saw it, before it is taken over. */
    public static final Duration EXPIRY = Duration.ofSeconds(60);

    /** A time stamp of another host this old proves it without watching: clocks of a cluster differ by less. */
    public static final Duration EXPIRY_BY_STAMP = Duration.ofMinutes(5);

    /** Without a renewal for this long we stop by ourselves: before anybody may take over. */
    static final Duration GIVE_UP = Duration.ofSeconds(45);

    private static final System.Logger LOG = System.getLogger(Lease.class.getName());

    private final Database database;
    private final DaemonId daemon;
    private final ProcessIdentity self;
    private final String token;
    private final InstantSource clock;

    private @Nullable Watched watched;
    private @Nullable Instant renewedAt;
    private boolean lost;

    /** @param token random, new for each process */
    public Lease(Database database, DaemonId daemon, ProcessIdentity self, String token, InstantSource clock) {
        this.database = database;
        this.daemon = daemon;
        this.self = self;
        this.token = token;
        this.clock = clock;
    }

    /** What came of trying. */
    public sealed interface Outcome {
        /** It is ours. */
        record Taken() implements Outcome {}

        /** Another process has it; trying again until {@link #EXPIRY} has passed tells whether it is alive. */
        record HeldBy(ProcessIdentity holder) implements Outcome {}
    }

    /** Who holds a daemon's lease, dead or alive; absent if it was given back or never taken. */
    public static Optional<Held> current(Database database, DaemonId daemon) {
        return database.read(sql -> current(sql, daemon));
    }

    private static Optional<Held> current(Connection sql, DaemonId daemon) throws SQLException {
        return Sql.one(
                sql,
                "SELECT * FROM lease WHERE daemon = ?",
                row -> new Held(
                        new ProcessIdentity(
                                new Host(row.text("host"), row.text("boot_id")),
                                row.number("pid"),
                                row.number("start_time")),
                        row.text("token"),
                        row.number("renewals"),
                        row.instant("renewed_at")),
                daemon.value());
    }

    /** Takes the lease if nobody who may be alive holds it. May be called again, and must be to outwait a host. */
    public synchronized Outcome tryTake() {
        Instant now = clock.instant();
        Outcome outcome = database.write(sql -> {
            Optional<Held> row = current(sql, daemon);
            if (row.isPresent() && !row.get().token().equals(token) && mayLive(row.get(), now)) {
                return new Outcome.HeldBy(row.get().holder());
            }
            Sql.update(sql, "DELETE FROM lease WHERE daemon = ?", daemon.value());
            Sql.update(
                    sql,
                    "INSERT INTO lease (daemon, token, host, pid, start_time, boot_id, renewals, renewed_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?, 0, ?)",
                    daemon.value(),
                    token,
                    self.host().name(),
                    self.pid(),
                    self.startTime(),
                    self.host().bootId(),
                    now);
            return new Outcome.Taken();
        });
        if (outcome instanceof Outcome.Taken) {
            renewedAt = now;
            lost = false;
        }
        return outcome;
    }

    /**
     * Says that we are alive. Returns false if the lease is lost, taken over or not renewed for too long: the daemon
     * must stop at once, for another may be running. A database that fails is waited for.
     */
    public synchronized boolean renew() {
        if (lost || renewedAt == null) {
            return false;
        }
        Instant now = clock.instant();
        try {
            lost = database.write(sql -> Sql.update(
                            sql,
                            "UPDATE lease SET renewals = renewals + 1, renewed_at = ? WHERE daemon = ? AND token = ?",
                            now,
                            daemon.value(),
                            token))
                    == 0;
            if (!lost) {
                renewedAt = now;
            }
        } catch (StoreException e) {
            lost = Duration.between(renewedAt, now).compareTo(GIVE_UP) > 0;
            LOG.log(Level.WARNING, "the lease of {0} was not renewed; {1}: {2}", daemon, next(), e.getMessage());
        }
        return !lost;
    }

    /** Gives it back, if it is still ours. */
    @Override
    public synchronized void close() {
        if (renewedAt != null && !lost) {
            renewedAt = null;
            database.write(
                    sql -> Sql.update(sql, "DELETE FROM lease WHERE daemon = ? AND token = ?", daemon.value(), token));
        }
    }

    private String next() {
        return lost ? "another host may take it, so this daemon stops" : "it is tried again";
    }

    private boolean mayLive(Held row, Instant now) {
        return switch (row.holder().seenFrom(self.host())) {
            case ALIVE -> true;
            case DEAD, REBOOTED -> false;
            case OUT_OF_SIGHT -> !stoodStill(row, now);
        };
    }

    /** By our own clock alone, unless the stamp is older than clocks can differ. */
    private boolean stoodStill(Held row, Instant now) {
        if (Duration.between(row.renewedAt(), now).compareTo(EXPIRY_BY_STAMP) >= 0) {
            return true;
        }
        Watched before = watched;
        if (before == null || !before.token().equals(row.token()) || before.renewals() != row.renewals()) {
            watched = new Watched(row.token(), row.renewals(), now);
            return false;
        }
        return Duration.between(before.since(), now).compareTo(EXPIRY) >= 0;
    }

    /**
     * A lease as it is stored.
     *
     * @param token of the process that took it
     * @param renewedAt by that process's clock
     */
    public record Held(ProcessIdentity holder, String token, long renewals, Instant renewedAt) {}

    private record Watched(String token, long renewals, Instant since) {}
}
