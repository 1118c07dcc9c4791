package org.hpcdaemon.session.file.change;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.linux.call.Errno;
import org.hpcdaemon.linux.descriptor.FileFailure;
import org.hpcdaemon.linux.descriptor.FileHandle;

/** Removes a directory with all that is in it, from descriptor to descriptor: a link is removed, never followed. */
final class Removal {
    /** Names taken at a time, so that a directory of millions takes no memory. */
    private static final int BATCH = 1000;

    private final Runnable progress;
    private long count;

    /** @param progress told of each removal */
    Removal(Runnable progress) {
        this.progress = progress;
    }

    /** Removes what has that name; the count of all removed until now. */
    long remove(FileHandle parent, byte[] name, boolean recursive) throws IOException {
        try (FileHandle directory = parent.childDirectory(name)) {
            if (recursive) {
                empty(directory);
            }
            parent.remove(name, true);
        } catch (FileFailure failure) {
            if (failure.number() != Errno.ENOTDIR) {
                throw failure;
            }
            parent.remove(name, false);
        }
        count++;
        progress.run();
        return count;
    }

    private void empty(FileHandle directory) throws IOException {
        List<byte[]> names = names(directory);
        while (!names.isEmpty()) {
            for (byte[] name : names) {
                try {
                    long _ = remove(directory, name, true);
                } catch (FileFailure failure) {
                    if (failure.number() != Errno.ENOENT) {
                        throw failure;
                    }
                    // another removed it meanwhile
                }
            }
            names = names(directory);
        }
    }

    private static List<byte[]> names(FileHandle directory) throws IOException {
        List<byte[]> names = new ArrayList<>();
        try (FileHandle open = directory.reading()) {
            open.names().forEach((name, _) -> {
                names.add(name);
                return names.size() < BATCH;
            });
        }
        return names;
    }
}
