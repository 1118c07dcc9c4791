package org.hpcdaemon.platform.app;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.store.FileLocks;
import org.hpcdaemon.store.FileTrouble;
import org.jspecify.annotations.Nullable;

/** The platform's folder: only its owner may look into it, and only one platform serves it. */
public final class PlatformHome implements AutoCloseable {
    /** Files that a platform leaves beside its database once it has one. */
    private static final List<String> TRACES = List.of("platform.db-wal", "audit.log", "mail");

    private final FileChannel lock;

    private PlatformHome(FileChannel lock) {
        this.lock = lock;
    }

    /** The database of a home. */
    public static Path database(Path home) {
        return home.resolve("platform.db");
    }

    /** Refuses a home that a platform has served and whose database is lost: a new one would answer every key with "unknown". */
    static void refuseLostDatabase(Path home) {
        Path database = database(home);
        if (database.toFile().length() > 0) {
            return;
        }
        for (String trace : TRACES) {
            if (holdsSomething(home.resolve(trace).toFile())) {
                throw new HpcException(
                        ErrorCode.STORAGE,
                        database + " is missing or empty, and " + trace
                                + " beside it shows that there was one: put it back"
                                + " from a backup, or begin a new platform in another folder with --home");
            }
        }
    }

    private static boolean holdsSomething(File trace) {
        String[] names = trace.list(); // null if it is no folder
        return names == null ? trace.length() > 0 : names.length > 0;
    }

    /** The folder, made if missing, mode 0700. */
    public static void prepare(Path home) {
        try {
            Files.createDirectories(home);
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new HpcException(
                    ErrorCode.STORAGE,
                    "cannot use " + home + ": " + FileTrouble.of(e) + "; name another folder with --home",
                    e);
        }
    }

    /** @throws HpcException {@code busy} if a platform serves it already */
    static PlatformHome lock(Path home) throws IOException {
        prepare(home);
        FileChannel channel =
                FileChannel.open(home.resolve("platform.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock taken;
        try {
            taken = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            taken = null; // By this very process.
        } catch (IOException e) {
            channel.close();
            throw new HpcException(ErrorCode.STORAGE, FileLocks.words(home, e) + ", named with --home", e);
        }
        if (taken == null) {
            channel.close();
            throw new HpcException(
                    ErrorCode.BUSY, "a platform runs on " + home + " already; stop it, or start this one with --home");
        }
        return new PlatformHome(channel);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
