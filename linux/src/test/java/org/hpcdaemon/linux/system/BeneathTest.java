package org.hpcdaemon.linux.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BeneathTest {
    @TempDir
    Path home;

    private Path folder;
    private Path outside;

    @BeforeEach
    void aFolderAndSomethingBesideIt() throws IOException {
        folder = Files.createDirectories(home.resolve("folder"));
        outside = Files.createDirectories(home.resolve("outside"));
        Files.writeString(outside.resolve("file"), "outside");
    }

    @Test
    void aFileHoweverDeepIsRead() throws IOException {
        Files.createDirectories(folder.resolve("a/b"));
        Files.writeString(folder.resolve("a/b/file"), "inside");

        assertThat(text("a/b/file")).isEqualTo("inside");
    }

    @Test
    void theFolderItselfMayBeReachedByALink() throws IOException {
        Files.writeString(folder.resolve("file"), "inside");
        Path link = Files.createSymbolicLink(home.resolve("link"), folder);

        try (FileChannel file = Beneath.open(link, link.resolve("file"))) {
            assertThat(file.size()).isEqualTo(6);
        }
    }

    @Test
    void aLinkAtAnyPlaceOnTheWayIsNotFollowed() throws IOException {
        Files.createSymbolicLink(folder.resolve("to-folder"), outside);
        Files.createSymbolicLink(folder.resolve("to-file"), outside.resolve("file"));
        Files.createSymbolicLink(folder.resolve("nearby"), Path.of("."));
        Files.writeString(folder.resolve("file"), "inside");

        for (String way : new String[] {"to-folder/file", "to-file", "nearby/file"}) {
            assertThatThrownBy(() -> text(way)).as(way).isInstanceOf(FileSystemException.class);
        }
    }

    @Test
    void aFolderThatBecomesALinkOnceItsFileIsOpenChangesNothing() throws IOException {
        Files.createDirectories(folder.resolve("a"));
        Files.writeString(folder.resolve("a/file"), "inside");

        try (FileChannel file = Beneath.open(folder, folder.resolve("a/file"), opened -> {
            assertThat(opened).isEqualTo(folder.toRealPath().resolve("a/file"));
            Files.move(folder.resolve("a"), folder.resolve("was-a"), StandardCopyOption.ATOMIC_MOVE);
            Files.createSymbolicLink(folder.resolve("a"), outside);
        })) {
            assertThat(text(file)).isEqualTo("inside");
        }
    }

    @Test
    void whatTheCheckRefusesIsNotRead() throws IOException {
        Files.writeString(folder.resolve("file"), "inside");

        assertThatThrownBy(() -> Beneath.open(folder, folder.resolve("file"), opened -> {
                    throw new IOException("not " + opened.getFileName());
                }))
                .hasMessage("not file");
    }

    @Test
    void whatIsNotARegularFileIsRefusedAtOnce() throws Exception {
        Files.createDirectory(folder.resolve("directory"));
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThatThrownBy(() -> text("directory")).hasMessageContaining("not a regular file");
        assertThatThrownBy(() -> text("pipe")).hasMessageContaining("not a regular file");
    }

    @Test
    void missingFilesAndFilesOutsideFailDifferently() {
        assertThatThrownBy(() -> text("none/file")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> text("none")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Beneath.open(folder, outside.resolve("file"))).hasMessageContaining("not beneath");
        assertThatThrownBy(() -> text("a/../../outside/file")).hasMessageContaining("not beneath");
    }

    private String text(String way) throws IOException {
        try (FileChannel file = Beneath.open(folder, folder.resolve(way))) {
            return text(file);
        }
    }

    private static String text(FileChannel file) throws IOException {
        return new String(Channels.newInputStream(file).readAllBytes(), UTF_8);
    }
}
