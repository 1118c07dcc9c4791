package org.hpcdaemon.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChangeWatchTest {
    private static final List<String> SCHEMA = List.of("CREATE TABLE word (text TEXT NOT NULL)");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void place() throws IOException {
        file = folder.toRealPath().resolve("home/state.db");
    }

    @Test
    void isToldOfWhatAnotherOpenerWritesAndOfNothingElse() {
        try (Database watched = Database.open(file, SCHEMA, Journal.ROLLBACK);
                Database other = Database.open(file, SCHEMA, Journal.ROLLBACK)) {
            ChangeWatch watch = watched.watch();
            assertThat(quiet(watch)).isTrue();

            words(watched);
            words(other);
            assertThat(watch.mayHaveChanged()).isFalse();

            for (int round = 1; round < 20; round++) {
                write(other);
                assertThat(watch.mayHaveChanged()).isTrue();
                assertThat(words(watched)).isEqualTo(round);
                if (round % 3 == 0) {
                    assertThat(quiet(watch)).isTrue();
                }
            }
        }
    }

    @Test
    void aSecondWriteWithinTheSameTickIsNotMissed() throws IOException {
        try (Database database = Database.open(file, SCHEMA, Journal.ROLLBACK)) {
            ChangeWatch watch = database.watch();
            assertThat(quiet(watch)).isTrue();
            write(database);
            assertThat(watch.mayHaveChanged()).isTrue();
            FileTime tick = Files.getLastModifiedTime(file);

            write(database);
            Files.setLastModifiedTime(file, tick);

            assertThat(watch.mayHaveChanged()).isTrue();
            assertThat(watch.mayHaveChanged()).isFalse();
        }
    }

    @Test
    void whatCouldNotBeReadIsLookedAtAgain() {
        try (Database database = Database.open(file, SCHEMA, Journal.ROLLBACK)) {
            ChangeWatch watch = database.watch();
            assertThat(quiet(watch)).isTrue();

            watch.lookAgain();

            assertThat(watch.mayHaveChanged()).isTrue();
            assertThat(watch.mayHaveChanged()).isFalse();
        }
    }

    @Test
    void whereTheFileDoesNotTellTheAnswerIsYes() throws IOException {
        try (Database database = Database.open(file, SCHEMA, Journal.WAL)) {
            ChangeWatch watch = database.watch();
            assertThat(quiet(watch)).isFalse();
        }
        ChangeWatch gone = new ChangeWatch(file.resolveSibling("none.db"), Journal.ROLLBACK);
        assertThat(quiet(gone)).isFalse();
    }

    /** The first answer, and the one behind a change, are yes in any case. */
    private static boolean quiet(ChangeWatch watch) {
        watch.mayHaveChanged();
        watch.mayHaveChanged();
        return !watch.mayHaveChanged();
    }

    private static void write(Database database) {
        database.write(sql -> Sql.update(sql, "INSERT INTO word (text) VALUES ('one')"));
    }

    private static int words(Database database) {
        return database.read(sql -> Sql.query(sql, "SELECT text FROM word", row -> row.text("text")))
                .size();
    }
}
