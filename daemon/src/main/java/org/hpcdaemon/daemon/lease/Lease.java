package org.hpcdaemon.daemon.lease;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.linux.process.ProcessIdentity;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Sql;
import org.hpcdaemon.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The right to run a profile, so that two login nodes that share a home never run the same daemon twice. Take it
 * with {@link #tryTake}, keep it with {@link #renew} every {@link #RENEW_INTERVAL}, give it back with {@link #close}.
 * Thread-safe.
 */
public final class Lease implements AutoCloseable {
    /** Five may fail (a slow NFS server) before another host may take it. */
    public static final Duration RENEW_INTERVAL = Duration.ofSeconds(10);

    /** How long another host's lease must have stood still, as we saw it, before it is taken over. */
    public static final Duration EXPIRY = Duration.ofSeconds(60);

    /** A time stamp of another host this old proves it without watching: clocks of a cluster differ by less. */
    public static final Duration EXPIRY_BY_STAMP = Duration.ofMinutes(5);

    /** Without a renewal for this long the daemon stops by itself, before another may take over. */
    static final Duration GIVE_UP = Duration.ofSeconds(45);

    /** How often it is tried while a full disk refuses it: once there is room, another host may be as quick. */
    static final Duration RETRY_INTERVAL = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(Lease.class.getName());

    private final Database database;
    private final DaemonId daemon;
    private final ProcessIdentity self;
    private final String token;
    private final InstantSource clock;

    private final LongSupplier nanoTime;
    // Not the monitor: a write that hangs holds it, and closing must not wait for that.
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable Watched watched;
    private volatile String trouble = "";

    // Read by the watchdog while a renewal hangs: when the lease was last known to be ours.
    private volatile long confirmedAt;
    private volatile State state = State.NONE;

    private enum State {
        NONE,
        HELD,
        LOST
    }

    /** @param token random, new for each process */
    public Lease(Database database, DaemonId daemon, ProcessIdentity self, String token, InstantSource clock) {
        this(database, daemon, self, token, clock, System::nanoTime);
    }

    Lease(
            Database database,
            DaemonId daemon,
            ProcessIdentity self,
            String token,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
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

    /** Takes the lease unless a process that may be alive holds it. May be called again, and must be to outwait a host. */
    public Outcome tryTake() {
        lock.lock();
        try {
            return take(clock.instant(), nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    private Outcome take(Instant now, long asked) {
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
            confirmedAt = asked;
            state = State.HELD;
        }
        return outcome;
    }

    /**
     * Renews it. Returns false if the lease is lost, taken over or not renewed for too long: the daemon must stop at once, for
     * another may be running. A database that fails is waited for; as long as the file system refuses every write and the row
     * is still ours, no other process can have taken it.
     */
    public boolean renew() {
        lock.lock();
        try {
            return state == State.HELD && renewHeld(clock.instant(), nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    private boolean renewHeld(Instant now, long asked) {
        try {
            int rows = database.write(sql -> Sql.update(
                    sql,
                    "UPDATE lease SET renewals = renewals + 1, renewed_at = ? WHERE daemon = ? AND token = ?",
                    now,
                    daemon.value(),
                    token));
            if (rows == 0) {
                lose("another process has taken the lease of daemon " + daemon);
            } else if (state == State.HELD) {
                confirmedAt = asked;
                tell("");
            }
        } catch (StoreException e) {
            if (isRefused(e) && isStillOurs()) {
                confirmedAt = asked;
                tell("no other process can take it while that lasts, so this daemon goes on: " + e.getMessage());
            } else if (isOverdue()) {
                giveUp();
            } else {
                tell("it is tried again: " + e.getMessage());
            }
        }
        return state == State.HELD;
    }

    /** The same for every host that shares the home. */
    private static boolean isRefused(StoreException e) {
        return switch (e.kind()) {
            case FULL, READ_ONLY -> true;
            case CORRUPT, BUSY, NO_LOCKS, NEWER, EXPOSED, CLOSED, OTHER -> false;
        };
    }

    private boolean isStillOurs() {
        try {
            return current(database, daemon)
                    .filter(row -> row.token().equals(token))
                    .isPresent();
        } catch (StoreException e) {
            LOG.log(Level.DEBUG, "whether the lease of {0} is ours is not known: {1}", daemon, e.getMessage());
            return false;
        }
    }

    /** True if it was neither renewed nor seen to be ours for so long that another host may take it soon. Never blocks. */
    boolean isOverdue() {
        return state == State.HELD && nanoTime.getAsLong() - confirmedAt > GIVE_UP.toNanos();
    }

    /** Gives it up without touching the database, also while a renewal hangs. */
    void giveUp() {
        lose("the lease of daemon " + daemon + " could not be renewed for " + GIVE_UP.toSeconds()
                + " s, so another host may take it");
    }

    private void lose(String why) {
        state = State.LOST;
        trouble = why;
    }

    /** Why it is lost. */
    String why() {
        return trouble;
    }

    /** How long to wait before the next renewal. */
    Duration pause() {
        return trouble.isEmpty() ? RENEW_INTERVAL : RETRY_INTERVAL;
    }

    /** Once for each kind of trouble, and once for its end. */
    private void tell(String now) {
        if (!now.equals(trouble)) {
            trouble = now;
            LOG.log(
                    now.isEmpty() ? Level.INFO : Level.WARNING,
                    now.isEmpty() ? "the lease of {0} is renewed again" : "the lease of {0} was not renewed; {1}",
                    daemon,
                    now);
        }
    }

    /** Gives it back, if it is still ours; not while a renewal hangs. */
    @Override
    public void close() {
        if (!lock.tryLock()) {
            return;
        }
        try {
            if (state == State.HELD) {
                state = State.NONE;
                database.write(sql ->
                        Sql.update(sql, "DELETE FROM lease WHERE daemon = ? AND token = ?", daemon.value(), token));
            }
        } finally {
            lock.unlock();
        }
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
