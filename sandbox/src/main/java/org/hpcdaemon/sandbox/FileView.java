package org.hpcdaemon.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.hpcdaemon.linux.descriptor.FileHandle;
import org.hpcdaemon.linux.descriptor.WalkedPath;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/** The files as a command of an agent sees them, with what it may do to them. Thread-safe. */
public interface FileView extends AutoCloseable {
    /** What is done there. It must wake no virtual thread: the thread has given up rights that new threads would lack too. */
    interface Work<T> {
        T from(FileHandle root) throws IOException;
    }

    /**
     * Does it within the limits, on a thread of its own, and waits in the kernel for as long as that takes. Throws {@link
     * HpcException} {@code NOT_ALLOWED} where nothing may run.
     */
    <T> T call(Work<T> work) throws IOException;

    /** The directories that may be changed; none: all that the user may change. */
    List<Path> allowed();

    /** Throws {@code NOT_ALLOWED} if this may not be changed and nothing in the kernel sees to it. */
    default void checkChange(WalkedPath path) {}

    /** Whether a directory that may be changed holds it. */
    default boolean isAllowed(WalkedPath path) {
        return allowed().isEmpty() || allowed().stream().anyMatch(directory -> path.isWithin(WalkedPath.of(directory)));
    }

    /**
     * What is said of a change that is not allowed, in the words of the guard rails.
     *
     * @param name as the agent wrote it
     */
    default HpcException outside(String name) {
        return new HpcException(
                ErrorCode.NOT_ALLOWED,
                name + " is outside the allowed directories: "
                        + allowed().stream().map(Path::toString).collect(Collectors.joining(", ")));
    }

    @Override
    default void close() {}
}
