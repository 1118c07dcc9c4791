package org.hpcdaemon.linux.system;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.hpcdaemon.linux.call.Native;
import org.hpcdaemon.linux.call.OpenFlags;

/**
 * The C library functions that terminals, pipes and children need, as POSIX describes them. A failure is
 * returned as the negative errno, the way the kernel itself does it. They are called by name, so that commands and terminals
 * work on every processor.
 */
final class Libc {
    static final int F_GETFL = 3;
    static final int F_SETFL = 4;
    static final int F_OK = 0;
    static final int X_OK = 1;
    static final long TIOCGPGRP = 0x540F;
    static final long TIOCSWINSZ = 0x5414;

    private static final AddressLayout PTR = ADDRESS;
    private static final ValueLayout.OfInt INT = JAVA_INT;
    private static final ValueLayout.OfLong LONG = JAVA_LONG;

    private static final MethodHandle POLL = Native.withErrno("poll", INT, PTR, LONG, INT);
    private static final MethodHandle READ = Native.withErrno("read", LONG, INT, PTR, LONG);
    private static final MethodHandle WRITE = Native.withErrno("write", LONG, INT, PTR, LONG);
    private static final MethodHandle CLOSE = Native.withErrno("close", INT, INT);
    private static final MethodHandle EVENTFD = Native.withErrno("eventfd", INT, INT, INT);
    private static final MethodHandle PIPE2 = Native.withErrno("pipe2", INT, PTR, INT);
    private static final MethodHandle FCNTL = Native.variadic("fcntl", 2, INT, INT, INT, INT);
    private static final MethodHandle IOCTL = Native.variadic("ioctl", 2, INT, INT, LONG, PTR);
    private static final MethodHandle OPENPT = Native.withErrno("posix_openpt", INT, INT);
    private static final MethodHandle GRANTPT = Native.withErrno("grantpt", INT, INT);
    private static final MethodHandle UNLOCKPT = Native.withErrno("unlockpt", INT, INT);
    private static final MethodHandle PTSNAME = Native.withErrno("ptsname_r", INT, INT, PTR, LONG);
    private static final MethodHandle KILL = Native.withErrno("kill", INT, INT, INT);
    private static final MethodHandle WAITID = Native.withErrno("waitid", INT, INT, INT, PTR, INT);
    private static final MethodHandle WAITPID = Native.withErrno("waitpid", INT, INT, PTR, INT);
    private static final MethodHandle ACCESS = Native.withErrno("access", INT, PTR, INT);
    private static final MethodHandle OPENAT = Native.withErrno("openat", INT, INT, PTR, INT);

    private Libc() {}

    static MemoryLayout pointer() {
        return PTR;
    }

    static MemoryLayout integer() {
        return INT;
    }

    static MemoryLayout shortInteger() {
        return JAVA_SHORT;
    }

    /** Calls what is called seldom. The hot three, poll, read and write, have methods of their own. */
    private static int call(MethodHandle function, Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Native.state(arena);
            Object[] all = new Object[arguments.length + 1];
            all[0] = state;
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            int result = (int) function.invokeWithArguments(all);
            return result < 0 ? -Native.errno(state) : result;
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    static int poll(MemorySegment state, MemorySegment fds, long count, int timeoutMs) {
        try {
            int result = (int) POLL.invokeExact(state, fds, count, timeoutMs);
            return result < 0 ? -Native.errno(state) : result;
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    static int read(MemorySegment state, int fd, MemorySegment into, long length) {
        try {
            long result = (long) READ.invokeExact(state, fd, into, length);
            return result < 0 ? -Native.errno(state) : (int) result;
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    static int write(MemorySegment state, int fd, MemorySegment from, long length) {
        try {
            long result = (long) WRITE.invokeExact(state, fd, from, length);
            return result < 0 ? -Native.errno(state) : (int) result;
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    static int close(int fd) {
        return call(CLOSE, fd);
    }

    static int eventfd() {
        return call(EVENTFD, 0, OpenFlags.O_CLOEXEC | OpenFlags.O_NONBLOCK);
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

    static int access(MemorySegment path, int mode) {
        return call(ACCESS, path, mode);
    }

    static int openat(int directory, MemorySegment path, int flags) {
        return call(OPENAT, directory, path, flags);
    }
}
