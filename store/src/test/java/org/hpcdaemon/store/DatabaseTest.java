package org.hpcdaemon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hpcdaemon.store.StoreException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds with either journal, on real files and with real other processes. */
final class DatabaseTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void what_throws_changes_nothing_and_what_returns_stays(Journal journal) {
        try (Database database = open(journal)) {
            note(database, "kept");
            assertThatThrownBy(() -> database.write(c -> {
                        Sql.update(c, "INSERT INTO note VALUES ('undone')");
                        throw new IllegalStateException("no");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> database.write(c -> {
                        Sql.update(c, "INSERT INTO note VALUES ('undone too')");
                        return Sql.update(c, "INSERT INTO note VALUES ('kept')");
                    }))
                    .asInstanceOf(type(StoreException.class))
                    .returns(Kind.OTHER, StoreException::kind);
            note(database, "later");
        }
        try (Database again = open(journal)) {
            assertThat(notes(again)).containsExactly("kept", "later");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_process_killed_in_a_transaction_leaves_what_was_committed(Journal journal) throws Exception {
        assertThat(Child.start("die-in-transaction", file(), journal).waitFor()).isEqualTo(9);
        try (Database database = open(journal)) {
            assertThat(notes(database)).containsExactly("committed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void threads_and_another_process_that_write_at_once_lose_no_update(Journal journal) throws Exception {
        Process other = Child.start("count", file(), journal);
        try (Database database = open(journal);
                Database second = open(journal);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> counts = IntStream.range(0, 60)
                    .mapToObj(i -> threads.submit(() ->
                            (i % 2 == 0 ? database : second).write(c -> Sql.update(c, "UPDATE counter SET n = n + 1"))))
                    .toList();
            for (Future<Integer> count : counts) {
                assertThat(count.get()).isEqualTo(1);
            }
            assertThat(other.waitFor()).isZero();
            assertThat(counter(database)).isEqualTo(160);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobody_else_may_read_any_of_the_files_whatever_the_umask(Journal journal) throws Exception {
        Path home = folder.resolve("home");
        Path file = home.resolve("state.db");
        assertThat(Child.start("die-open", file, journal).waitFor()).isEqualTo(9);
        assertThat(mode(home)).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files.filter(Files::isRegularFile))
                    .contains(file)
                    .allSatisfy(each -> assertThat(mode(each)).isEqualTo("rw-------"));
        }
        assertThat(mode(home.resolve("native"))).isEqualTo("rwx------");
    }

    @Test
    void a_file_that_others_can_read_is_refused_with_the_fix() throws IOException {
        open(Journal.WAL).close();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> open(Journal.WAL))
                .hasMessageContaining("chmod 600 " + file())
                .asInstanceOf(type(StoreException.class))
                .returns(Kind.EXPOSED, StoreException::kind);
    }

    @Test
    void migrations_are_applied_once_each_and_a_failing_one_leaves_the_version_before() {
        String second = "ALTER TABLE note ADD COLUMN author TEXT; INSERT INTO note VALUES ('second', 'me');";
        try (Database database = open(Journal.WAL)) {
            note(database, "first");
        }
        assertThatThrownBy(() -> open(Journal.WAL, Child.SCHEMA.getFirst(), second + "INSERT INTO nowhere VALUES (1)"))
                .isInstanceOf(StoreException.class);
        for (int i = 0; i < 2; i++) {
            try (Database database = open(Journal.WAL, Child.SCHEMA.getFirst(), second)) {
                assertThat(notes(database)).containsExactly("first", "second");
            }
        }
    }

    @Test
    void a_database_of_a_newer_program_is_refused() {
        open(Journal.WAL, Child.SCHEMA.getFirst(), "CREATE TABLE later (n INTEGER)")
                .close();
        assertThatThrownBy(() -> open(Journal.WAL))
                .hasMessageContaining("upgrade")
                .asInstanceOf(type(StoreException.class))
                .returns(Kind.NEWER, StoreException::kind);
    }

    @ParameterizedTest
    @EnumSource
    void a_full_disk_is_reported_as_such_and_loses_nothing(Journal journal) {
        try (Database database = open(journal)) {
            note(database, "before");
            assertThatThrownBy(() -> database.write(c -> {
                        Sql.query(c, "PRAGMA max_page_count = 1", row -> 1); // A full disk, to SQLite.
                        return Sql.update(c, "INSERT INTO note VALUES (?)", "x".repeat(1 << 20));
                    }))
                    .hasMessageContaining("full")
                    .asInstanceOf(type(StoreException.class))
                    .returns(Kind.FULL, StoreException::kind);
            note(database, "after");
            assertThat(notes(database)).containsExactly("after", "before");
        }
    }

    @ParameterizedTest
    @EnumSource
    void reading_cannot_write(Journal journal) {
        try (Database database = open(journal)) {
            assertThatThrownBy(() -> database.read(c -> Sql.update(c, "INSERT INTO note VALUES ('sly')")))
                    .asInstanceOf(type(StoreException.class))
                    .returns(Kind.READ_ONLY, StoreException::kind);
            note(database, "open");
            assertThat(notes(database)).containsExactly("open");
        }
    }

    @Test
    void readers_of_a_log_do_not_wait_for_the_writer() throws Exception {
        try (Database database = open(Journal.WAL);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch written = new CountDownLatch(1);
            CountDownLatch read = new CountDownLatch(1);
            Future<Integer> writer = threads.submit(() -> database.write(c -> {
                int changed = Sql.update(c, "INSERT INTO note VALUES ('not yet')");
                written.countDown();
                await(read);
                return changed;
            }));
            await(written);
            assertThat(notes(database)).isEmpty();
            read.countDown();
            assertThat(writer.get()).isEqualTo(1);
        }
    }

    @Test
    void garbage_is_called_damaged() throws IOException {
        open(Journal.WAL).close();
        Files.writeString(file(), "not a database, and longer than a header of one hundred bytes ".repeat(20));
        assertThatThrownBy(() -> open(Journal.WAL))
                .asInstanceOf(type(StoreException.class))
                .returns(Kind.CORRUPT, StoreException::kind);
    }

    @Test
    void a_folder_that_cannot_be_made_is_said() throws IOException {
        Path blocked = Files.createFile(folder.resolve("blocked"));
        assertThatThrownBy(() -> Database.open(blocked.resolve("a.db"), Child.SCHEMA, Journal.WAL))
                .hasMessageContaining("may write in its folder")
                .asInstanceOf(type(StoreException.class))
                .returns(Kind.READ_ONLY, StoreException::kind);
    }

    @Test
    void a_strange_path_is_just_a_path() {
        Path strange = folder.resolve("a b?mode=memory#ü%41.db");
        Database.open(strange, Child.SCHEMA, Journal.WAL).close();
        assertThat(strange).isNotEmptyFile();
    }

    @Test
    void a_closed_database_says_so_and_nesting_is_refused() {
        Database database = open(Journal.ROLLBACK);
        assertThatThrownBy(() -> database.write(c -> database.read(d -> 1))).isInstanceOf(IllegalStateException.class);
        database.close();
        assertThatThrownBy(() -> counter(database))
                .asInstanceOf(type(StoreException.class))
                .returns(Kind.CLOSED, StoreException::kind);
    }

    @Test
    void closing_does_not_wait_for_a_write_that_hangs() throws Exception {
        Database database = open(Journal.ROLLBACK);
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> write = threads.submit(() -> database.write(c -> {
                hangs.countDown();
                try {
                    over.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return Sql.update(c, "UPDATE counter SET n = 7");
            }));
            hangs.await();
            database.close(Duration.ofMillis(1));
            assertThat(write).isNotDone();
            assertThatThrownBy(() -> counter(database))
                    .asInstanceOf(type(StoreException.class))
                    .returns(Kind.CLOSED, StoreException::kind);
            over.countDown();
            assertThat(write.get()).isEqualTo(1);
        }
        database.close();
    }

    @Test
    void the_native_library_is_unpacked_once_and_used_again() throws Exception {
        Path file = folder.resolve("home/state.db");
        for (int i = 0; i < 2; i++) {
            Child.start("die-open", folder.resolve("home/" + i + ".db"), Journal.WAL)
                    .waitFor();
        }
        try (Stream<Path> files = Files.list(file.resolveSibling("native"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void an_object_is_not_stored_by_its_text() {
        try (Database database = open(Journal.WAL)) {
            assertThatThrownBy(() -> database.write(c -> Sql.update(c, "INSERT INTO note VALUES (?)", new Object())))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private Path file() {
        return folder.resolve("state.db");
    }

    private Database open(Journal journal) {
        return Database.open(file(), Child.SCHEMA, journal);
    }

    private Database open(Journal journal, String... migrations) {
        return Database.open(file(), List.of(migrations), journal);
    }

    private static void note(Database database, String text) {
        database.write(c -> Sql.update(c, "INSERT INTO note (text) VALUES (?)", text));
    }

    private static List<String> notes(Database database) {
        return database.read(c -> Sql.query(c, "SELECT text FROM note ORDER BY text", row -> row.text("text")));
    }

    private static long counter(Database database) {
        return database.read(
                c -> Sql.one(c, "SELECT n FROM counter", row -> row.number("n")).orElseThrow());
    }

    private static void await(CountDownLatch latch) throws SQLException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new SQLException(e);
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
