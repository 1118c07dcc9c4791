package org.hpcdaemon.daemon.life;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.rpc.Json;

/**
 * Where a running daemon leaves its status for {@code status} and {@code start --detach}, replaced whole by a rename.
 * A file, because it needs nothing of the file system but rename: a Unix socket does not reach another login node
 * that shares the home, and rows in the store would make every change of the connection wait for its lock.
 * Who runs is the lease's to say; the file only says how it is.
 */
public final class RunFile {
    private final Path file;

    public RunFile(Path file) {
        this.file = file;
    }

    /** The last status; empty if there is none, or none that this version can read. */
    public Optional<RunStatus> read() {
        try {
            return Optional.of(Json.read(Files.readString(file), RunStatus.class));
        } catch (IOException | HpcException _) {
            return Optional.empty();
        }
    }

    void write(RunStatus status) throws IOException {
        Path next = Files.createTempFile(
                file.getParent(),
                file.getFileName() + ".",
                null,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(next, Json.write(status) + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    void remove() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(pidFile());
    }

    /** The pid alone, for scripts of others; nothing here believes it. */
    void writePid(long pid) throws IOException {
        Files.writeString(pidFile(), pid + "\n");
    }

    private Path pidFile() {
        String name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".pid");
    }
}
