package org.hpcdaemon.linux.file;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A folder and everything in it. */
public final class FileTree {
    private FileTree() {}

    /**
     * Deletes the folder and everything in it, if it exists. Links are deleted, not followed. Others may delete from it at the
     * same time.
     *
     * @throws IOException if something of it stays
     */
    public static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new Deletion() {
            @Override
            void left(Path emptied) throws IOException {
                Files.deleteIfExists(emptied);
            }
        });
    }

    /**
     * Deletes everything in the folder, which itself stays. Otherwise as {@link #delete}.
     *
     * @throws IOException if something of it stays
     */
    public static void empty(Path folder) throws IOException {
        Files.walkFileTree(folder, new Deletion() {
            @Override
            void left(Path emptied) throws IOException {
                if (!emptied.equals(folder)) {
                    Files.deleteIfExists(emptied);
                }
            }
        });
    }

    private abstract static class Deletion extends SimpleFileVisitor<Path> {
        abstract void left(Path emptied) throws IOException;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path emptied, @Nullable IOException e) throws IOException {
            if (e != null && !(e instanceof NoSuchFileException)) {
                throw e;
            }
            left(emptied);
            return FileVisitResult.CONTINUE;
        }
    }
}
