package org.hpcdaemon.daemon.life;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Sql;

/** What a home keeps of one daemon beside its profile: jobs with their logs, wake-ups, idempotency keys, its log. */
public final class StoredState {
    private StoredState() {}

    /** Deletes it; interrupted, it is done to the end the next time. The daemon must not run. */
    public static void delete(Database database, Home home, DaemonId daemon) {
        List<String> jobs = database.read(
                sql -> Sql.query(sql, "SELECT id FROM job WHERE daemon = ?", row -> row.text("id"), daemon.value()));
        try {
            for (String job : jobs) {
                deleteTree(home.folder().resolve("jobs").resolve(job));
            }
            LogFile log = new LogFile(home.logFile(daemon));
            for (Path file : List.of(log.path(), log.older(), home.runFile(daemon))) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new HpcException(
                    ErrorCode.STORAGE, "cannot delete the files of " + daemon + ": " + e.getMessage(), e);
        }
        database.write(sql -> {
            Sql.update(sql, "DELETE FROM task WHERE job IN (SELECT id FROM job WHERE daemon = ?)", daemon.value());
            Sql.update(sql, "DELETE FROM job WHERE daemon = ?", daemon.value());
            Sql.update(sql, "DELETE FROM outbox WHERE daemon = ?", daemon.value());
            Sql.update(sql, "DELETE FROM once WHERE daemon = ?", daemon.value());
            return Sql.update(sql, "DELETE FROM lease WHERE daemon = ?", daemon.value());
        });
    }

    private static void deleteTree(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
