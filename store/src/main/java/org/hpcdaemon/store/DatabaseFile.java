package org.hpcdaemon.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * The file behind a database: only its owner may read it, whatever the umask. SQLite gives its journal
 * files the mode of the database file, so they follow.
 */
final class DatabaseFile {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private DatabaseFile() {}

    /** Creates the file, and its folder, if missing; refuses one that others can read or write. */
    static void prepare(Path file) {
        try {
            Path folder = file.getParent();
            if (folder != null && !Files.isDirectory(folder)) {
                createFolder(folder);
            }
            if (Files.notExists(file)) {
                create(file);
            }
            EnumSet<PosixFilePermission> exposed = EnumSet.copyOf(OTHERS);
            exposed.retainAll(Files.getPosixFilePermissions(file));
            if (!exposed.isEmpty()) {
                throw new StoreException(
                        StoreException.Kind.EXPOSED,
                        file + " holds secrets and others on this machine can reach it; run: chmod 600 " + file);
            }
        } catch (IOException e) {
            throw StoreException.of(file, e);
        }
    }

    static void createFolder(Path folder) throws IOException {
        Files.createDirectories(folder, OWNER_ONLY_FOLDER);
    }

    private static void create(Path file) throws IOException {
        try {
            Files.createFile(file, OWNER_ONLY);
        } catch (FileAlreadyExistsException e) {
            // Another process of the same user was quicker; both open the same file, and its mode is checked next.
            assert Files.exists(file) : e;
        }
    }
}
