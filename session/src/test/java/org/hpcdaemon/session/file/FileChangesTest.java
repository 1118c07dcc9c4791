package org.hpcdaemon.session.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileEdited;
import org.hpcdaemon.protocol.message.file.FileWritten;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code file.write}, {@code file.edit}, {@code file.mkdir}, {@code file.move} and {@code file.remove} do. */
final class FileChangesTest {
    @TempDir
    Path folder;

    private FileRig rig;

    @BeforeEach
    void start() throws IOException {
        rig = FileRig.off(folder);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private FileWritten write(String path, String text, boolean ifAbsent, String ifSha256) {
        return rig.files.write(
                FileRig.CALLER,
                new FileRequest.Write(
                        FileRig.key(),
                        FileRig.path(path),
                        text,
                        null,
                        null,
                        false,
                        ifAbsent,
                        ifSha256.isEmpty() ? null : ifSha256));
    }

    private String content(String path) throws IOException {
        return Files.readString(rig.work().resolve(path));
    }

    private static String sha256(String text) {
        return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Nothing temporary is left. */
    private void holds(String... names) throws IOException {
        try (Stream<Path> all = Files.list(rig.work())) {
            assertThat(all.map(path -> String.valueOf(path.getFileName()))).containsExactlyInAnyOrder(names);
        }
    }

    @Test
    void aFileIsMadeAndReplacedAndKeepsItsMode() throws IOException {
        assertThat(write("data", "one", false, "").created()).isTrue();
        Files.setPosixFilePermissions(rig.work().resolve("data"), PosixFilePermissions.fromString("rwxr-x--x"));

        FileWritten again = write("data", "two", false, "");

        assertThat(again.created()).isFalse();
        assertThat(again.mode()).isEqualTo("0751");
        assertThat(again.sha256()).isEqualTo(sha256("two"));
        assertThat(content("data")).isEqualTo("two");
        holds("data");
    }

    @Test
    void bytesModeAndParentsAreAsAsked() throws IOException {
        FileWritten written = rig.files.write(
                FileRig.CALLER,
                new FileRequest.Write(
                        FileRig.key(),
                        FileRig.path("a/b/c"),
                        null,
                        Bytes.of(new byte[] {0, -1}),
                        "4710",
                        true,
                        false,
                        null));

        assertThat(written.mode()).isEqualTo("4710");
        assertThat(Files.readAllBytes(rig.work().resolve("a/b/c"))).containsExactly(0, -1);
    }

    @Test
    void aLinkIsFollowedAsEditorsDo() throws IOException {
        rig.write("work/real", "one");
        Files.createSymbolicLink(rig.work().resolve("link"), Path.of("real"));

        write("link", "two", false, "");

        assertThat(rig.work().resolve("link")).isSymbolicLink();
        assertThat(content("real")).isEqualTo("two");
    }

    @Test
    void conditionsThatAreNotMetChangeNothing() throws IOException {
        write("data", "one", true, "");

        conflict(() -> write("data", "two", true, ""), "data exists already");
        conflict(() -> write("data", "two", false, sha256("other")), "its SHA-256 is now " + sha256("one"));
        conflict(() -> write("nothing", "two", false, sha256("other")), "nothing was removed or replaced meanwhile");
        assertThat(content("data")).isEqualTo("one");
        holds("data");
        assertThat(write("data", "two", false, sha256("one")).size()).isEqualTo(3);
    }

    private static void conflict(org.assertj.core.api.ThrowableAssert.ThrowingCallable change, String words) {
        assertThatThrownBy(change)
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining(words);
    }

    @Test
    void ofManyWritersOfTheSameVersionOneWins() throws Exception {
        int writers = 6;
        write("data", "0", false, "");
        for (int round = 1; round <= 10; round++) {
            String before = sha256(content("data"));
            CyclicBarrier start = new CyclicBarrier(writers);
            AtomicInteger won = new AtomicInteger();
            AtomicInteger told = new AtomicInteger();
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                String text = round + " of " + writer;
                all.add(CompletableFuture.runAsync(
                        () -> {
                            try {
                                start.await();
                                FileWritten _ = write("data", text, false, before);
                                won.incrementAndGet();
                            } catch (HpcException e) {
                                told.addAndGet(e.code() == ErrorCode.CONFLICT ? 1 : 0);
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        task -> Thread.ofPlatform().start(task)));
            }
            all.forEach(CompletableFuture::join);
            assertThat(won).hasValue(1);
            assertThat(told).hasValue(writers - 1);
        }
    }

    /** So a daemon that is killed at any moment leaves one of the two. */
    @Test
    void aReaderSeesTheOldOrTheNewAndNothingBetween() throws Exception {
        String old = "a".repeat(300_000);
        String next = "b".repeat(200_000);
        write("data", old, false, "");
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> reader = CompletableFuture.runAsync(
                () -> {
                    while (!over.get()) {
                        try {
                            assertThat(content("data")).isIn(old, next);
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                },
                task -> Thread.ofPlatform().start(task));

        for (int i = 0; i < 50; i++) {
            write("data", i % 2 == 0 ? next : old, false, "");
        }
        over.set(true);
        reader.join();
    }

    @Test
    void aFullDiskLeavesTheOldOneAndIsNamed() throws Exception {
        Path small = Files.createDirectories(rig.work().resolve("small"));
        assumeTrue(
                new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64k", "none", small.toString())
                                .start()
                                .waitFor()
                        == 0,
                "this user may not mount a small file system");
        try {
            write("small/data", "old", false, "");

            assertThatThrownBy(() -> write("small/data", "x".repeat(200_000), false, ""))
                    .isInstanceOfSatisfying(
                            HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE))
                    .hasMessageContaining("the disk or quota that holds small/data is full");

            assertThat(content("small/data")).isEqualTo("old");
            try (Stream<Path> left = Files.list(small)) {
                assertThat(left).hasSize(1);
            }
        } finally {
            assertThat(new ProcessBuilder("umount", small.toString()).start().waitFor())
                    .isZero();
        }
    }

    private FileEdited edit(String path, FileRequest.Replacement... edits) {
        return rig.files.edit(
                FileRig.CALLER, new FileRequest.Edit(FileRig.key(), FileRig.path(path), List.of(edits), null));
    }

    @Test
    void editsFollowOneAnotherAndAreToldOf() throws IOException {
        rig.write("work/train.py", "lr = 0.1\nprint(lr)\nprint(lr)\n");

        FileEdited edited = edit(
                "train.py",
                new FileRequest.Replacement("lr = 0.1", "rate = 0.1", false),
                new FileRequest.Replacement("(lr)", "(rate)", true));

        assertThat(content("train.py")).isEqualTo("rate = 0.1\nprint(rate)\nprint(rate)\n");
        assertThat(edited.changes()).containsExactly(new FileEdited.Change(1, 1), new FileEdited.Change(2, 2));
        assertThat(edited.sha256()).isEqualTo(sha256(content("train.py")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            print(lr)        | the text of edit 2 of 2 is 2 times in train.py, at lines 2, 3; give more
            prin(lr)         | the text of edit 2 of 2 is not in train.py; similar: line 2: print(lr) | line 3
            nothing like it  | the text of edit 2 of 2 is not in train.py; nothing was changed
            """)
    void whatCannotBeEditedIsSaidAndNothingIsChanged(String old, String words) throws IOException {
        String text = "lr = 0.1\nprint(lr)\nprint(lr)\n";
        rig.write("work/train.py", text);

        conflict(
                () -> edit(
                        "train.py",
                        new FileRequest.Replacement("lr = 0.1", "lr = 1", false),
                        new FileRequest.Replacement(old, "x", false)),
                words);

        assertThat(content("train.py")).isEqualTo(text);
    }

    @Test
    void theSameKeyChangesOnce() throws IOException {
        rig.write("work/data", "a");
        FileRequest.Edit request = new FileRequest.Edit(
                FileRig.key(), FileRig.path("data"), List.of(new FileRequest.Replacement("a", "aa", false)), null);

        assertThat(rig.files.edit(FileRig.CALLER, request)).isEqualTo(rig.files.edit(FileRig.CALLER, request));

        assertThat(content("data")).isEqualTo("aa");
    }

    private void remove(String path, boolean recursive) {
        rig.files.remove(FileRig.CALLER, new FileRequest.Remove(FileRig.key(), FileRig.path(path), recursive));
    }

    @Test
    void directoriesAreMadeMovedAndRemoved() throws IOException {
        rig.files.makeDirectory(
                FileRig.CALLER, new FileRequest.MakeDirectory(FileRig.key(), FileRig.path("a/b"), true, "0700"));
        rig.write("work/a/b/data", "mine");
        Files.createSymbolicLink(rig.work().resolve("a/link"), folder);
        rig.files.move(
                FileRig.CALLER, new FileRequest.Move(FileRig.key(), FileRig.path("a"), FileRig.path("c"), false));

        assertThat(content("c/b/data")).isEqualTo("mine");
        conflict(() -> remove("c", false), "c is a directory that is not empty");
        remove("c", true);

        holds();
        assertThat(folder).exists();
        conflict(
                () -> rig.files.makeDirectory(
                        FileRig.CALLER, new FileRequest.MakeDirectory(FileRig.key(), FileRig.path("."), false, null)),
                "exists already");
    }

    @Test
    void whatHasTheNewNameIsReplacedOnlyIfThatIsSaid() throws IOException {
        rig.write("work/one", "1");
        rig.write("work/two", "2");
        IdempotencyKey key = FileRig.key();

        conflict(
                () -> rig.files.move(
                        FileRig.CALLER, new FileRequest.Move(key, FileRig.path("one"), FileRig.path("two"), false)),
                "two exists already");
        rig.files.move(
                FileRig.CALLER, new FileRequest.Move(FileRig.key(), FileRig.path("one"), FileRig.path("two"), true));

        assertThat(content("two")).isEqualTo("1");
        holds("two");
    }
}
