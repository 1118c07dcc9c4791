package org.hpcdaemon.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.sqlite.JDBC;

/** Opens connections that are all set the same way. */
final class Connections {
    /** How long to wait for another process: longer than any transaction of ours, shorter than a caller's patience. */
    private static final int BUSY_MILLIS = 10_000;

    /** Pages kept in memory for each connection, in KiB (SQLite's own default): native memory, not Java heap. */
    private static final int CACHE_KIB = 2000;

    private final Path file;
    private final Journal journal;

    Connections(Path file, Journal journal) {
        this.file = file;
        this.journal = journal;
    }

    Connection open() throws SQLException {
        // As a URI: a path with '?' in it would be taken for settings.
        Connection connection = JDBC.createConnection(JDBC.PREFIX + file.toUri(), new Properties());
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
            statement.execute("PRAGMA foreign_keys = ON");
            statement.execute("PRAGMA cache_size = -" + CACHE_KIB);
            statement.execute("PRAGMA temp_store = MEMORY"); // No sort of secrets in a world-readable /tmp.
            statement.execute("PRAGMA mmap_size = 0"); // An I/O error on a mapped page kills the process.
            statement.execute("PRAGMA journal_mode = " + journal.mode());
            statement.execute("PRAGMA synchronous = FULL");
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }
}
