package org.hpcdaemon.linux.descriptor;

import org.hpcdaemon.linux.call.Errno;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Where a path led: the directory that holds the last name, and what has that name, if anything has. Its finder closes it.
 *
 * @param parent null where the path ended in the root, {@code .} or {@code ..}: it names no entry that could be changed
 * @param name in the parent
 * @param found nothing is opened of it yet; null: nothing has that name
 * @param path without links, but for the last name if links were not to be followed there
 */
public record FilePlace(
        @Nullable FileHandle parent,
        @Nullable Bytes name,
        @Nullable FileHandle found,
        @Nullable FileStatus status,
        WalkedPath path)
        implements AutoCloseable {

    /** What is there. Throws ENOENT if nothing is. */
    public FileHandle file() throws FileFailure {
        if (found == null) {
            throw FileFailure.of(Errno.ENOENT);
        }
        return found;
    }

    /** What kind of file it is. Throws ENOENT if nothing is there. */
    public FileStatus known() throws FileFailure {
        if (status == null) {
            throw FileFailure.of(Errno.ENOENT);
        }
        return status;
    }

    /** An entry of a directory, which can be made, renamed and removed. */
    public record Entry(FileHandle directory, Bytes name) {}

    /** Throws EBUSY if the path names none. */
    public Entry entry() throws FileFailure {
        if (parent == null || name == null) {
            throw FileFailure.of(Errno.EBUSY);
        }
        return new Entry(parent, name);
    }

    @Override
    public void close() {
        if (found != null) {
            found.close();
        }
        if (parent != null) {
            parent.close();
        }
    }
}
