package org.hpcdaemon.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/** A schema as scripts that are applied in order, each once; {@code PRAGMA user_version} counts those applied. */
public final class Migrations {
    private Migrations() {}

    /** Scripts from the class path, named relative to the package of {@code anchor}. */
    static List<String> fromResources(Class<?> anchor, String... names) {
        return Arrays.stream(names).map(name -> resource(anchor, name)).toList();
    }

    /** Brings a database up to date. Every script is one transaction, so a crash leaves whole versions only. */
    static void apply(Connection connection, Path file, List<String> scripts) throws SQLException {
        if (version(connection, file, scripts.size()) == scripts.size()) {
            return; // Without the write lock: opening beside a busy process must not wait.
        }
        boolean done = false;
        while (!done) {
            done = Transaction.immediate(connection, c -> {
                // Read inside the transaction: another process may be migrating too.
                int version = version(c, file, scripts.size());
                if (version == scripts.size()) {
                    return true;
                }
                try (Statement statement = c.createStatement()) {
                    statement.executeUpdate(scripts.get(version));
                    statement.executeUpdate("PRAGMA user_version = " + (version + 1));
                }
                return false;
            });
        }
    }

    private static int version(Connection connection, Path file, int known) throws SQLException {
        int version = Sql.one(connection, "PRAGMA user_version", row -> (int) row.number("user_version"))
                .orElseThrow();
        if (version > known) {
            throw new StoreException(
                    StoreException.Kind.NEWER,
                    file + " was written by a newer version (schema " + version + ", this program knows " + known
                            + "): upgrade this program, or restore an older database");
        }
        return version;
    }

    private static String resource(Class<?> anchor, String name) {
        try (InputStream in = anchor.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + name + " beside " + anchor.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
