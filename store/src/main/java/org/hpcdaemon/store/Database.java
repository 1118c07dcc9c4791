package org.hpcdaemon.store;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One SQLite file, opened safely; other processes may have it open too. Work is a function over a connection and
 * runs in a transaction of its own: committed if it returns, rolled back if it throws. Failures of the database are
 * {@link StoreException}s; others pass through unchanged. Calls are not nested: an inner one would deadlock or miss
 * what the outer one wrote. Thread-safe.
 */
public final class Database implements AutoCloseable {
    /** Reads at the same time. More would only wait for the same disk, and each keeps pages in memory. */
    private static final int READERS = 4;

    /** A write waits up to 10 s for another process (see {@link Connections}); more is a file system that hangs. */
    private static final Duration CLOSING = Duration.ofSeconds(12);

    private static final Logger LOG = System.getLogger(Database.class.getName());

    private final Path file;
    private final Journal journal;
    private final Connections connections;

    /** Guards {@code writer}: in a process, writers queue here in turn instead of polling the file's lock. */
    private final ReentrantLock writing = new ReentrantLock(true);

    private @Nullable Connection writer;

    private final Semaphore reading = new Semaphore(READERS, true);

    /** Guards itself, and {@code closed} for those who put a connection back. */
    private final Deque<Connection> idleReaders = new ArrayDeque<>();

    private volatile boolean closed;

    private Database(Path file, Journal journal) {
        this.file = file;
        this.journal = journal;
        this.connections = new Connections(file, journal);
    }

    /**
     * Opens the database, made if missing (mode 0600, its folder 0700), and brings its schema up to date. SQLite's
     * native library is kept in the folder {@code native} beside it, unless {@link NativeLibrary} was placed before.
     *
     * @param migrations SQL scripts in order; only ever append to them
     * @throws StoreException also if a newer program wrote it, or if others can read it
     */
    public static Database open(Path file, List<String> migrations, Journal journal) {
        Path path = file.toAbsolutePath();
        DatabaseFile.prepare(path);
        NativeLibrary.placeIn(path.resolveSibling("native"));
        Database database = new Database(path, journal);
        try {
            Migrations.apply(database.writer(), path, migrations);
            return database;
        } catch (SQLException e) {
            database.close();
            throw StoreException.of(path, e);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** To look again only after a change. */
    public ChangeWatch watch() {
        return new ChangeWatch(file, journal);
    }

    /** Reads, all of one moment. Writing inside fails. */
    public <T extends @Nullable Object> T read(SqlFunction<Connection, T> work) {
        return journal == Journal.WAL ? readBesideWriter(work) : readInTurn(work);
    }

    /** Writes: one transaction that holds the write lock from its start, so what it read stays true until it commits. */
    public <T extends @Nullable Object> T write(SqlFunction<Connection, T> work) {
        lock();
        try {
            return Transaction.immediate(writer(), work);
        } catch (SQLException e) {
            discardBroken();
            throw StoreException.of(file, e);
        } finally {
            writing.unlock();
        }
    }

    /**
     * Closes, once the transaction under way has ended; one that hangs on its file system is left alone, for its process ends
     * anyway. Later calls fail with {@link StoreException.Kind#CLOSED}.
     */
    @Override
    public void close() {
        close(CLOSING);
    }

    void close(Duration patience) {
        closed = true;
        if (!tryWriting(patience)) {
            LOG.log(
                    Level.WARNING,
                    "a transaction on {0} did not end in {1} s; going on without closing it: the file system may hang,"
                            + " and what was not committed is undone by the next start",
                    file,
                    patience.toSeconds());
            return;
        }
        try {
            synchronized (idleReaders) {
                idleReaders.forEach(Database::closeQuietly);
                idleReaders.clear();
            }
            if (writer != null) {
                closeQuietly(writer);
                writer = null;
            }
        } finally {
            writing.unlock();
        }
    }

    /** Also for a caller that closes because it was interrupted. */
    private boolean tryWriting(Duration patience) {
        boolean interrupted = Thread.interrupted();
        try {
            return writing.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            interrupted = true;
            return writing.tryLock();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T extends @Nullable Object> T readBesideWriter(SqlFunction<Connection, T> work) {
        reading.acquireUninterruptibly();
        try {
            Connection reader = borrow();
            boolean sound = false;
            try {
                T result = Transaction.snapshot(reader, work);
                sound = true;
                return result;
            } finally {
                giveBack(reader, sound);
            }
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        } finally {
            reading.release();
        }
    }

    /** With a rollback journal a reader of this process would make the writer wait by polling; so they take turns. */
    private <T extends @Nullable Object> T readInTurn(SqlFunction<Connection, T> work) {
        lock();
        try {
            Connection connection = writer();
            setReadOnly(connection, true);
            try {
                return Transaction.snapshot(connection, work);
            } finally {
                setReadOnly(connection, false);
            }
        } catch (SQLException e) {
            discardBroken();
            throw StoreException.of(file, e);
        } finally {
            writing.unlock();
        }
    }

    private Connection borrow() throws SQLException {
        synchronized (idleReaders) {
            refuseIfClosed();
            Connection idle = idleReaders.poll();
            if (idle != null) {
                return idle;
            }
        }
        Connection reader = connections.open();
        setReadOnly(reader, true);
        return reader;
    }

    private void giveBack(Connection reader, boolean sound) {
        synchronized (idleReaders) {
            if (sound && !closed) {
                idleReaders.push(reader);
                return;
            }
        }
        closeQuietly(reader);
    }

    private void lock() {
        if (writing.isHeldByCurrentThread()) {
            throw new IllegalStateException("a transaction inside a transaction");
        }
        refuseIfClosed(); // without waiting for a write that hangs
        writing.lock();
        if (closed) {
            writing.unlock();
            refuseIfClosed();
        }
    }

    private Connection writer() throws SQLException {
        if (writer == null) {
            writer = connections.open();
        }
        return writer;
    }

    /** After an error the connection's state is not certain (a transaction that could not be rolled back). */
    private void discardBroken() {
        if (writer != null) {
            closeQuietly(writer);
            writer = null;
        }
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new StoreException(StoreException.Kind.CLOSED, file + " is closed: the program is ending");
        }
    }

    private static void setReadOnly(Connection connection, boolean readOnly) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = " + (readOnly ? "ON" : "OFF"));
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // What was committed is on disk, the rest is rolled back by the next opener: nothing is lost by this.
            LOG.log(Level.WARNING, "a database connection did not close cleanly", e);
        }
    }
}
