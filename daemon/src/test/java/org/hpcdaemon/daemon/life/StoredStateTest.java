package org.hpcdaemon.daemon.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Sql;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a daemon's state after it was deleted: nothing, whatever tables a version has. */
final class StoredStateTest {
    private static final DaemonId BOX = new DaemonId("box");
    private static final DaemonId CRATE = new DaemonId("crate");

    @TempDir
    private Path temp;

    /** Every table but the profile's, which is another verb's, and the migrations' own. */
    private static List<String> tables(Database database) {
        return database.read(sql -> Sql.query(
                sql,
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
                        + " AND name NOT IN ('profile', 'schema_version')",
                row -> row.text("name")));
    }

    private record Column(String name, String type) {}

    /** A row of that daemon, whatever the columns are. */
    private static void insert(Database database, String table, DaemonId daemon) {
        database.write(sql -> {
            List<Column> columns = Sql.query(
                    sql,
                    "SELECT name, type FROM pragma_table_info(?)",
                    row -> new Column(row.text("name"), row.text("type")),
                    table);
            String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
            String values = columns.stream()
                    .map(column -> column.name().equals("seq") || column.type().equals("INTEGER")
                            ? Integer.toString(daemon.value().length())
                            : "'" + daemon + "'")
                    .collect(Collectors.joining(", "));
            return Sql.update(sql, "INSERT INTO " + table + " (" + names + ") VALUES (" + values + ")");
        });
    }

    private static long rows(Database database, String table) {
        return database.read(sql -> Sql.one(sql, "SELECT count(*) AS n FROM " + table, row -> row.number("n")))
                .orElseThrow();
    }

    @Test
    void ofEveryTableItsRowsGoAndThoseOfOthersStay() {
        Home home = new Home(temp.resolve("home"));
        try (Database database = home.openDatabase()) {
            List<String> tables = tables(database);
            assertThat(tables).contains("job", "task", "outbox", "once", "lease");
            for (String table : tables) {
                insert(database, table, BOX);
                insert(database, table, CRATE);
            }
            StoredState.delete(database, home, BOX);
            assertThat(tables)
                    .allSatisfy(
                            table -> assertThat(rows(database, table)).as(table).isOne());
            StoredState.delete(database, home, CRATE);
            assertThat(tables)
                    .allSatisfy(
                            table -> assertThat(rows(database, table)).as(table).isZero());
        }
    }

    @Test
    void itsFilesGoWithTheirOlderGenerationsAndThoseOfItsNamesakesStay() throws Exception {
        Home home = new Home(temp.resolve("home"));
        try (Database database = home.openDatabase()) {
            List<String> gone =
                    List.of("box.log", "box.log.1", "box.audit.log", "box.audit.log.4", "box.run", "box.pid");
            List<String> stay = List.of("box.log.d", "crate.log", "box2.audit.log.1");
            for (String name : gone) {
                Files.createFile(home.folder().resolve(name));
            }
            for (String name : stay) {
                Files.createFile(home.folder().resolve(name));
            }
            Path output = Files.createDirectories(home.outputs(BOX)).resolve("key");
            Files.createFile(output);
            StoredState.delete(database, home, BOX);
            assertThat(output).doesNotExist();
            assertThat(gone)
                    .allSatisfy(name -> assertThat(home.folder().resolve(name)).doesNotExist());
            assertThat(stay)
                    .allSatisfy(name -> assertThat(home.folder().resolve(name)).exists());
        }
    }
}
