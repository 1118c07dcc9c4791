package org.hpcdaemon.linux.system;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.hpcdaemon.linux.call.Errno;
import org.hpcdaemon.linux.call.OpenFlags;

/**
 * Opens files for reading beneath a folder in which others may replace anything at any time. The path is walked from descriptor to
 * descriptor, each name without following a link, and what is opened is what was checked: a path that is checked and then opened
 * by its name may lead elsewhere the second time.
 */
public final class Beneath {
    private static final int DIRECTORY = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC;
    private static final int ANY_KIND = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC;

    private Beneath() {}

    /** What a caller wants to know of the file before a byte of it is read. */
    public interface Check {
        /**
         * Looks at what is open.
         *
         * @param opened where the file that is open now lies, without links
         * @throws IOException if it must not be read
         */
        void of(Path opened) throws IOException;
    }

    /** As {@link #open(Path, Path, Check)}, of whatever is there. */
    public static FileChannel open(Path folder, Path file) throws IOException {
        return open(folder, file, _ -> {});
    }

    /**
     * Opens a regular file. Opening never waits, not even for the other side of a named pipe.
     *
     * @param folder which only its owner can replace; may be reached by links
     * @param file beneath it, absolute
     * @throws NoSuchFileException if it or a folder on the way to it is not there
     * @throws IOException if there is a link on the way, or what is there is not a regular file
     */
    public static FileChannel open(Path folder, Path file, Check check) throws IOException {
        Path way = folder.relativize(file);
        if (way.startsWith("..") || way.toString().isEmpty() || !way.normalize().equals(way)) {
            throw new FileSystemException(file.toString(), null, "not beneath " + folder);
        }
        int at = checked(openAt(OpenFlags.AT_FDCWD, folder, DIRECTORY), folder);
        try {
            for (int i = 0; i < way.getNameCount(); i++) {
                boolean last = i == way.getNameCount() - 1;
                int next = openAt(at, way.getName(i), last ? ANY_KIND : DIRECTORY | OpenFlags.O_NOFOLLOW);
                Libc.close(at);
                at = next;
                checked(at, folder.resolve(way.subpath(0, i + 1)));
            }
            Path opened = Path.of("/proc/self/fd/" + at);
            if (!Files.isRegularFile(opened)) {
                throw new FileSystemException(file.toString(), null, "not a regular file");
            }
            check.of(opened.toRealPath());
            return FileChannel.open(opened, StandardOpenOption.READ);
        } finally {
            if (at >= 0) {
                Libc.close(at);
            }
        }
    }

    private static int openAt(int directory, Path name, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return Libc.openat(directory, arena.allocateFrom(name.toString()), flags);
        }
    }

    private static int checked(int descriptor, Path path) throws IOException {
        if (descriptor >= 0) {
            return descriptor;
        }
        throw switch (-descriptor) {
            case Errno.ENOENT -> new NoSuchFileException(path.toString());
            case Errno.EACCES -> new AccessDeniedException(path.toString());
            case Errno.ENOTDIR, Errno.ELOOP ->
                new FileSystemException(path.toString(), null, "a link or a file where a folder was");
            default -> new FileSystemException(path.toString(), null, "errno " + -descriptor);
        };
    }
}
