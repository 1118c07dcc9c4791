package org.hpcdaemon.daemon.life;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.linux.file.FileTree;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Sql;

/** What a home keeps of one daemon beside its profile: jobs with their logs, wake-ups, idempotency keys, recordings, its log. */
public final class StoredState {
    private StoredState() {}

    /** Deletes it; interrupted, it is done to the end the next time. The daemon must not run. */
    public static void delete(Database database, Home home, DaemonId daemon) {
        List<String> jobs = database.read(
                sql -> Sql.query(sql, "SELECT id FROM job WHERE daemon = ?", row -> row.text("id"), daemon.value()));
        try {
            for (String job : jobs) {
                FileTree.delete(home.folder().resolve("jobs").resolve(job));
                Files.deleteIfExists(home.folder().resolve("queue").resolve(job));
            }
            FileTree.delete(home.tmp(daemon));
            FileTree.delete(home.recordings(daemon));
            FileTree.delete(home.outputs(daemon));
            deleteOwnFiles(home, daemon);
        } catch (IOException e) {
            throw new HpcException(
                    ErrorCode.STORAGE, "cannot delete the files of " + daemon + ": " + e.getMessage(), e);
        }
        database.write(sql -> deleteRows(sql, daemon));
    }

    /**
     * From every table that says whose its rows are, so that one which comes with a later version is not forgotten: by
     * a column {@code daemon}, or by one {@code job} that leads to one. The profile is not of them.
     */
    private static int deleteRows(Connection sql, DaemonId daemon) throws SQLException {
        int rows = 0;
        for (String table : tablesWith("job", sql)) {
            rows += Sql.update(
                    sql,
                    "DELETE FROM \"" + table + "\" WHERE job IN (SELECT id FROM job WHERE daemon = ?)",
                    daemon.value());
        }
        for (String table : tablesWith("daemon", sql)) {
            rows += Sql.update(sql, "DELETE FROM \"" + table + "\" WHERE daemon = ?", daemon.value());
        }
        return rows;
    }

    private static List<String> tablesWith(String column, Connection sql) throws SQLException {
        return Sql.query(
                sql,
                "SELECT t.name AS name FROM sqlite_master t JOIN pragma_table_info(t.name) c"
                        + " WHERE t.type = 'table' AND c.name = ?",
                row -> row.text("name"),
                column);
    }

    /** Its log, its audit log and what it said of itself and its limits, each with the older ones. */
    private static void deleteOwnFiles(Home home, DaemonId daemon) throws IOException {
        new RunFile(home.runFile(daemon)).remove();
        for (Path file : List.of(home.logFile(daemon), home.auditFile(daemon), home.levelFile(daemon))) {
            String name = file.getFileName().toString();
            try (DirectoryStream<Path> generations = Files.newDirectoryStream(
                    home.folder(),
                    found -> found.getFileName().toString().matches(Pattern.quote(name) + "(\\.[0-9]+)?"))) {
                for (Path generation : generations) {
                    Files.deleteIfExists(generation);
                }
            }
        }
    }
}
