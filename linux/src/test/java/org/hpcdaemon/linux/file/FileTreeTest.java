package org.hpcdaemon.linux.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileTreeTest {
    private final Path outside;
    private final Path folder;

    FileTreeTest(@TempDir Path temp) throws IOException {
        outside = Files.writeString(temp.resolve("outside"), "kept");
        folder = temp.resolve("folder");
    }

    private void fill(int files) throws IOException {
        Files.createDirectories(folder.resolve("deep/er"));
        for (int file = 0; file < files; file++) {
            Files.createFile(folder.resolve("deep/er/" + file));
        }
        Files.createSymbolicLink(folder.resolve("link"), outside);
        Files.createSymbolicLink(folder.resolve("up"), outside.getParent());
        Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("none"));
    }

    @Test
    void deletesLinksAndNotWhatTheyLeadTo() throws IOException {
        fill(3);
        FileTree.delete(folder);
        assertThat(folder).doesNotExist();
        assertThat(outside).hasContent("kept");
        FileTree.delete(folder);
    }

    @Test
    void emptiesAFolderThatStays() throws IOException {
        fill(3);
        FileTree.empty(folder);
        assertThat(folder).isEmptyDirectory();
        assertThat(outside).hasContent("kept");
    }

    @Test
    void twoMayDeleteTheSameAtTheSameTime() throws Exception {
        for (int round = 0; round < 50; round++) {
            fill(50);
            CyclicBarrier together = new CyclicBarrier(2);
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> delete(together));
            delete(together);
            assertThatCode(other::join).doesNotThrowAnyException();
            assertThat(folder).doesNotExist();
        }
    }

    private void delete(CyclicBarrier together) {
        try {
            together.await();
            FileTree.delete(folder);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
