package org.hpcdaemon.linux.system;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/**
 * The C library functions that terminals, pipes and children need, as POSIX describes them. A failure is
 * returned as the negative errno, the way the kernel itself does it. Constants are those of Linux on x86-64 and
 * arm64, which agree on all but two of those used here.
 */
final class Libc {
    static final int O_RDWR = 2;
    static final int O_NOCTTY = 0x100;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int O_PATH = 0x200000;
    private static final boolean ARM = System.getProperty("os.arch", "").equals("aarch64");
    static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;
    static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;
    static final int AT_FDCWD = -100;
    static final int F_GETFL = 3;
    static final int F_SETFL = 4;
    static final int F_OK = 0;
    static final int X_OK = 1;
    static final long TIOCGPGRP = 0x540F;
    static final long TIOCSWINSZ = 0x5414;

    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int E2BIG = 7;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int ENOTDIR = 20;
    static final int ELOOP = 40;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    static final long STATE_BYTES = STATE.byteSize();
    private static final AddressLayout PTR = ADDRESS;
    private static final ValueLayout.OfInt INT = JAVA_INT;
    private static final ValueLayout.OfLong LONG = JAVA_LONG;

    private static final MethodHandle POLL = errno("poll", INT, PTR, LONG, INT);
    private static final MethodHandle READ = errno("read", LONG, INT, PTR, LONG);
    private static final MethodHandle WRITE = errno("write", LONG, INT, PTR, LONG);
    private static final MethodHandle CLOSE = errno("close", INT, INT);
    private static final MethodHandle EVENTFD = errno("eventfd", INT, INT, INT);
    private static final MethodHandle PIPE2 = errno("pipe2", INT, PTR, INT);
    private static final MethodHandle FCNTL = variadic("fcntl", 2, INT, INT, INT, INT);
    private static final MethodHandle IOCTL = variadic("ioctl", 2, INT, INT, LONG, PTR);
    private static final MethodHandle OPENPT = errno("posix_openpt", INT, INT);
    private static final MethodHandle GRANTPT = errno("grantpt", INT, INT);
    private static final MethodHandle UNLOCKPT = errno("unlockpt", INT, INT);
    private static final MethodHandle PTSNAME = errno("ptsname_r", INT, INT, PTR, LONG);
    private static final MethodHandle KILL = errno("kill", INT, INT, INT);
    private static final MethodHandle WAITID = errno("waitid", INT, INT, INT, PTR, INT);
    private static final MethodHandle WAITPID = errno("waitpid", INT, INT, PTR, INT);
    private static final MethodHandle LSEEK = errno("lseek", LONG, INT, LONG, INT);
    private static final MethodHandle ACCESS = errno("access", INT, PTR, INT);
    private static final MethodHandle OPENAT = errno("openat", INT, INT, PTR, INT);

    private static final Optional<MethodHandle> MEMFD = LINKER.defaultLookup()
            .find("memfd_create")
            .map(symbol -> LINKER.downcallHandle(
                    symbol, FunctionDescriptor.of(INT, PTR, INT), Linker.Option.captureCallState("errno")));

    private Libc() {}

    /** A function by its name; absent in a C library too old to have it. The answer is its own, not errno. */
    static Optional<MethodHandle> plain(String name, MemoryLayout... arguments) {
        return LINKER.defaultLookup()
                .find(name)
                .map(symbol -> LINKER.downcallHandle(symbol, FunctionDescriptor.of(INT, arguments)));
    }

    static MethodHandle required(String name, MemoryLayout... arguments) {
        return plain(name, arguments).orElseThrow(() -> new UnsupportedOperationException("no " + name + " in libc"));
    }

    static MemoryLayout pointer() {
        return PTR;
    }

    static MemoryLayout integer() {
        return INT;
    }

    static MemoryLayout shortInteger() {
        return JAVA_SHORT;
    }

    private static MethodHandle errno(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle variadic(String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(fixed));
    }

    /** Calls what is called seldom. The hot three, poll, read and write, have methods of their own. */
    private static int call(MethodHandle function, Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            Object[] all = new Object[arguments.length + 1];
            all[0] = state;
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            int result = (int) function.invokeWithArguments(all);
            return result < 0 ? -errnoIn(state) : result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static IllegalStateException unexpected(Throwable e) {
        return new IllegalStateException("a call into the C library failed in the JVM", e);
    }

    private static int errnoIn(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    static int poll(MemorySegment state, MemorySegment fds, long count, int timeoutMs) {
        try {
            int result = (int) POLL.invokeExact(state, fds, count, timeoutMs);
            return result < 0 ? -errnoIn(state) : result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int read(MemorySegment state, int fd, MemorySegment into, long length) {
        try {
            long result = (long) READ.invokeExact(state, fd, into, length);
            return result < 0 ? -errnoIn(state) : (int) result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int write(MemorySegment state, int fd, MemorySegment from, long length) {
        try {
            long result = (long) WRITE.invokeExact(state, fd, from, length);
            return result < 0 ? -errnoIn(state) : (int) result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int close(int fd) {
        return call(CLOSE, fd);
    }

    static int eventfd() {
        return call(EVENTFD, 0, O_CLOEXEC | O_NONBLOCK);
    }

    static int pipe2(MemorySegment two, int flags) {
        return call(PIPE2, two, flags);
    }

    static int fcntl(int fd, int command, int argument) {
        return call(FCNTL, fd, command, argument);
    }

    static int ioctl(int fd, long request, MemorySegment argument) {
        return call(IOCTL, fd, request, argument);
    }

    static int posixOpenpt(int flags) {
        return call(OPENPT, flags);
    }

    static int grantpt(int fd) {
        return call(GRANTPT, fd);
    }

    static int unlockpt(int fd) {
        return call(UNLOCKPT, fd);
    }

    static int ptsname(int fd, MemorySegment into) {
        return call(PTSNAME, fd, into, into.byteSize());
    }

    static int kill(int pid, int signal) {
        return call(KILL, pid, signal);
    }

    static int waitid(int idType, int id, MemorySegment info, int options) {
        return call(WAITID, idType, id, info, options);
    }

    static int waitpid(int pid, MemorySegment status, int options) {
        return call(WAITPID, pid, status, options);
    }

    /** Memory with a descriptor, close-on-exec. glibc has had it since 2.27. */
    static int memfd(MemorySegment name) {
        return call(MEMFD.orElseThrow(() -> new UnsupportedOperationException("no memfd_create in libc")), name, 1);
    }

    /** Writes at a file's begin and goes back there. */
    static int writeAll(Arena arena, int fd, MemorySegment from, long length) {
        MemorySegment state = arena.allocate(STATE);
        long done = 0;
        while (done < length) {
            int count = write(state, fd, from.asSlice(done), length - done);
            if (count < 0 && count != -EINTR) {
                return count;
            }
            done += Math.max(0, count);
        }
        return seek(state, fd);
    }

    private static int seek(MemorySegment state, int fd) {
        try {
            return (long) LSEEK.invokeExact(state, fd, 0L, 0) < 0 ? -errnoIn(state) : 0;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int access(MemorySegment path, int mode) {
        return call(ACCESS, path, mode);
    }

    static int openat(int directory, MemorySegment path, int flags) {
        return call(OPENAT, directory, path, flags);
    }
}
