package org.hpcdaemon.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Statements without boilerplate. Arguments fill the {@code ?} in order: text, whole numbers, doubles, booleans (0
 * or 1), byte arrays, instants (milliseconds since 1970) and null; anything else is refused, so that no object is
 * stored by its {@code toString}.
 */
public final class Sql {
    private Sql() {}

    /** All rows, in the order of the query. */
    public static <T> List<T> query(
            Connection connection, String sql, SqlFunction<Row, T> mapper, @Nullable Object... args)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, args);
                ResultSet results = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            Row row = new Row(results);
            while (results.next()) {
                rows.add(mapper.apply(row));
            }
            return rows;
        }
    }

    /** The one row, or none; more than one is a mistake in the query. */
    public static <T> Optional<T> one(
            Connection connection, String sql, SqlFunction<Row, T> mapper, @Nullable Object... args)
            throws SQLException {
        List<T> rows = query(connection, sql, mapper, args);
        if (rows.size() > 1) {
            throw new SQLException("expected at most one row, got " + rows.size());
        }
        return rows.stream().findFirst();
    }

    /** Runs an INSERT, UPDATE or DELETE; returns how many rows it changed. */
    public static int update(Connection connection, String sql, @Nullable Object... args) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, args)) {
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... args)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < args.length; i++) {
                statement.setObject(i + 1, stored(args[i]));
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static @Nullable Object stored(@Nullable Object arg) {
        return switch (arg) {
            case null -> null;
            case String text -> text;
            case Long number -> number;
            case Integer number -> number;
            case Double number -> number;
            case byte[] bytes -> bytes;
            case Boolean flag -> flag ? 1 : 0;
            case Instant instant -> instant.toEpochMilli();
            default -> throw new IllegalArgumentException("cannot store a " + arg.getClass());
        };
    }
}
