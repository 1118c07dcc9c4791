package org.hpcdaemon.linux.descriptor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hpcdaemon.linux.call.Errno;
import org.hpcdaemon.linux.call.Native;
import org.hpcdaemon.linux.call.OpenFlags;
import org.hpcdaemon.linux.call.SystemCall;

/**
 * A descriptor of a file or directory, and what is done from there, with single names that never lead through a link. Calls wait in
 * the kernel for as long as the file system takes, so the callers are platform threads. Closed by its owner, after the last use.
 */
public final class FileHandle implements AutoCloseable {
    private static final int STATX_BYTES = 256;
    private static final int STATX_BASIC = 0x7ff;
    private static final int LINK_BYTES = 4096;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int RENAME_NOREPLACE = 1;

    private final int fd;
    private final AtomicBoolean closed = new AtomicBoolean();

    private FileHandle(int fd) {
        this.fd = fd;
    }

    /** The directory at a path, also by links, which only the daemon's user can change. */
    public static FileHandle directory(String path) throws FileFailure {
        return open(
                OpenFlags.AT_FDCWD,
                path.getBytes(StandardCharsets.UTF_8),
                OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC,
                0);
    }

    private static FileHandle open(int at, byte[] name, int flags, int mode) throws FileFailure {
        try (Arena arena = Arena.ofConfined()) {
            long result = SystemCall.OPENAT.call(at, text(arena, name), flags, mode, 0);
            return new FileHandle((int) FileFailure.checked(result));
        }
    }

    /** Whatever has that name in this directory: nothing is opened yet, so nothing waits and no device hears of it. */
    public FileHandle child(byte[] name) throws FileFailure {
        return open(fd, name, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC, 0);
    }

    /**
     * The directory of that name in this one, mounted if it is one that is mounted at its first use.
     *
     * @throws FileFailure ENOTDIR also if it is a link
     */
    public FileHandle childDirectory(byte[] name) throws FileFailure {
        return open(fd, name, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC, 0);
    }

    /** Another handle of this directory. */
    public FileHandle again() throws FileFailure {
        return open(fd, dot(), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC, 0);
    }

    /** The directory above, which in a sandbox's root is that root. */
    public FileHandle parent() throws FileFailure {
        return open(
                fd,
                "..".getBytes(StandardCharsets.US_ASCII),
                OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC,
                0);
    }

    private static long text(Arena arena, byte[] name) {
        return Native.text(arena, name).address();
    }

    private static byte[] dot() {
        return new byte[] {'.'};
    }

    /** The same file, to be read. Only for what was found to be a regular file or a directory. */
    public FileHandle reading() throws FileFailure {
        return reopened(OpenFlags.O_RDONLY);
    }

    /** The same file, to be written. Only for what was found to be a regular file. */
    public FileHandle writing() throws FileFailure {
        return reopened(OpenFlags.O_WRONLY);
    }

    private FileHandle reopened(int way) throws FileFailure {
        return open(
                OpenFlags.AT_FDCWD,
                ("/proc/self/fd/" + fd).getBytes(StandardCharsets.US_ASCII),
                way | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY | OpenFlags.O_CLOEXEC,
                0);
    }

    /** A new file in this directory, to be written. Fails if the name is taken, by a link too. */
    public FileHandle create(byte[] name, int mode) throws FileFailure {
        return open(
                fd,
                name,
                OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC,
                mode);
    }

    public FileStatus status() throws FileFailure {
        return status(new byte[0]);
    }

    /** Of a name in this directory; of a link, the link's own. */
    public FileStatus status(byte[] name) throws FileFailure {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment into = arena.allocate(STATX_BYTES, 8);
            FileFailure.checked(SystemCall.STATX.call(
                    fd, text(arena, name), AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH, STATX_BASIC, into.address()));
            int mode = Short.toUnsignedInt(into.get(JAVA_SHORT, 28));
            return new FileStatus(
                    FileKind.of(mode >> 12),
                    mode & 07777,
                    into.get(JAVA_LONG, 40),
                    into.get(JAVA_LONG, 48),
                    into.get(JAVA_INT, 16),
                    into.get(JAVA_INT, 20),
                    into.get(JAVA_INT, 24),
                    Instant.ofEpochSecond(into.get(JAVA_LONG, 112), into.get(JAVA_INT, 120)),
                    new FileStatus.FileIdentity(
                            (long) into.get(JAVA_INT, 136) << 32 | Integer.toUnsignedLong(into.get(JAVA_INT, 140)),
                            into.get(JAVA_LONG, 32)));
        }
    }

    /** Where this link leads. */
    public byte[] target() throws FileFailure {
        return target(new byte[0]);
    }

    /** Where the link of that name in this directory leads. */
    public byte[] target(byte[] name) throws FileFailure {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment into = arena.allocate(LINK_BYTES);
            long count = FileFailure.checked(
                    SystemCall.READLINKAT.call(fd, text(arena, name), into.address(), LINK_BYTES, 0));
            return into.asSlice(0, count).toArray(JAVA_BYTE);
        }
    }

    /** What is in this directory, which is open for {@linkplain #reading reading}; each name once. */
    public DirectoryNames names() {
        return new DirectoryNames(fd);
    }

    /** Reads at an offset, without moving anything. Fewer bytes than asked for: the file ends there. */
    public int read(byte[] into, int offset, int length, long position) throws FileFailure {
        try (PieceBuffer piece = PieceBuffer.of(length)) {
            MemorySegment buffer = piece.memory();
            int done = 0;
            while (done < length) {
                long count = FileFailure.checked(
                        SystemCall.PREAD64.call(fd, buffer.address() + done, length - done, position + done, 0));
                if (count == 0) {
                    break;
                }
                done += (int) count;
            }
            MemorySegment.copy(buffer, JAVA_BYTE, 0, into, offset, done);
            return done;
        }
    }

    /** Writes all of it at an offset. */
    public void write(byte[] from, int offset, int length, long position) throws FileFailure {
        try (PieceBuffer piece = PieceBuffer.of(length)) {
            MemorySegment buffer = piece.memory();
            MemorySegment.copy(from, offset, buffer, JAVA_BYTE, 0, length);
            int done = 0;
            while (done < length) {
                done += (int) FileFailure.checked(
                        SystemCall.PWRITE64.call(fd, buffer.address() + done, length - done, position + done, 0));
            }
        }
    }

    public void truncate(long size) throws FileFailure {
        long _ = FileFailure.checked(SystemCall.FTRUNCATE.call(fd, size, 0));
    }

    public void mode(int mode) throws FileFailure {
        long _ = FileFailure.checked(SystemCall.FCHMOD.call(fd, mode, 0));
    }

    /** Returns when the file, or what this directory names, is on disk. */
    public void sync() throws FileFailure {
        long _ = FileFailure.checked(SystemCall.FSYNC.call(fd, 0, 0));
    }

    public void makeDirectory(byte[] name, int mode) throws FileFailure {
        try (Arena arena = Arena.ofConfined()) {
            FileFailure.checked(SystemCall.MKDIRAT.call(fd, text(arena, name), mode, 0, 0));
        }
    }

    public void makeLink(byte[] name, byte[] target) throws FileFailure {
        try (Arena arena = Arena.ofConfined()) {
            FileFailure.checked(SystemCall.SYMLINKAT.call(text(arena, target), fd, text(arena, name), 0, 0));
        }
    }

    /** Removes a name; of a directory, which must be empty, if that is said. */
    public void remove(byte[] name, boolean directory) throws FileFailure {
        try (Arena arena = Arena.ofConfined()) {
            FileFailure.checked(SystemCall.UNLINKAT.call(fd, text(arena, name), directory ? AT_REMOVEDIR : 0, 0, 0));
        }
    }

    /** Renames, in one step, what has a name here; what has the new one is replaced. */
    public void rename(byte[] name, FileHandle to, byte[] newName) throws FileFailure {
        FileFailure.checked(rename(name, to, newName, 0));
    }

    /** As {@link #rename}, but fails with EEXIST if the new name is taken, also where a file system has no such renaming. */
    public void renameToFree(byte[] name, FileHandle to, byte[] newName) throws FileFailure {
        long result = rename(name, to, newName, RENAME_NOREPLACE);
        if (result == -Errno.EINVAL || result == -Errno.ENOSYS) {
            try (Arena arena = Arena.ofConfined()) {
                FileFailure.checked(SystemCall.LINKAT.call(fd, text(arena, name), to.fd, text(arena, newName), 0));
            }
            remove(name, false);
        } else {
            FileFailure.checked(result);
        }
    }

    private long rename(byte[] name, FileHandle to, byte[] newName, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return SystemCall.RENAMEAT2.call(fd, text(arena, name), to.fd, text(arena, newName), flags);
        }
    }

    /** Sets when what has that name here, a link itself too, was changed last. */
    public void modified(byte[] name, Instant time) throws FileFailure {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment times = arena.allocate(32, 8);
            for (int at = 0; at < 32; at += 16) {
                times.set(JAVA_LONG, at, time.getEpochSecond());
                times.set(JAVA_LONG, at + 8, time.getNano());
            }
            FileFailure.checked(
                    SystemCall.UTIMENSAT.call(fd, text(arena, name), times.address(), AT_SYMLINK_NOFOLLOW, 0));
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            long _ = SystemCall.CLOSE.call(fd);
        }
    }
}
