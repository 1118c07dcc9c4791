package org.hpcdaemon.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Commit or roll back, never anything between. */
final class Transaction {
    private Transaction() {}

    /** Takes the write lock at the start, so it never fails half-way because of another writer. */
    static <T extends @Nullable Object> T immediate(Connection connection, SqlFunction<Connection, T> work)
            throws SQLException {
        return run(connection, "BEGIN IMMEDIATE", work);
    }

    /** Several reads of one moment. */
    static <T extends @Nullable Object> T snapshot(Connection connection, SqlFunction<Connection, T> work)
            throws SQLException {
        return run(connection, "BEGIN", work);
    }

    private static <T extends @Nullable Object> T run(
            Connection connection, String begin, SqlFunction<Connection, T> work) throws SQLException {
        execute(connection, begin);
        try {
            T result = work.apply(connection);
            execute(connection, "COMMIT");
            return result;
        } catch (Throwable e) {
            try {
                execute(connection, "ROLLBACK");
            } catch (SQLException rollback) {
                // SQLite itself rolls back on a full disk or an I/O error; then there is nothing left to do.
                e.addSuppressed(rollback);
            }
            throw e;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
