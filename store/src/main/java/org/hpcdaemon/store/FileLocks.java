package org.hpcdaemon.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Whether a folder's file system locks files. Some do not (ENOLCK: NFS without its lock service, FUSE, some appliances). */
public final class FileLocks {
    private FileLocks() {}

    /**
     * Why nothing can be locked in the folder of a file, in words; empty if it can, or if that cannot be tried. Tries it on a file of its own:
     * closing one that SQLite has open would take away SQLite's locks.
     */
    static Optional<String> troubleBeside(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            return Optional.empty();
        }
        Path probe;
        try {
            probe = Files.createTempFile(folder, "lock-", null);
        } catch (IOException _) {
            return Optional.empty();
        }
        try (FileChannel channel =
                        FileChannel.open(probe, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
                FileLock _ = channel.tryLock()) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(words(folder, e));
        }
    }

    /** For a lock that failed. */
    public static String words(Path folder, IOException failure) {
        return "nothing can be locked in " + folder + ", which is on " + FileSystems.typeOf(folder) + " ("
                + FileTrouble.of(failure)
                + "), and without locks two processes would spoil each other's state: use a folder on a local disk";
    }
}
