package org.hpcdaemon.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Optional;

/**
 * System calls by their number, through syscall(2): one function to link for all of them, whatever the C library offers. Numbers are
 * those of asm/unistd_64.h and asm-generic/unistd.h; from 424 on all processors agree.
 */
public enum SystemCall {
    CLOSE(3, 57),
    RT_SIGPROCMASK(14, 135),
    PREAD64(17, 67),
    PWRITE64(18, 68),
    EXECVE(59, 221),
    KILL(62, 129),
    FCNTL(72, 25),
    FSYNC(74, 82),
    FTRUNCATE(77, 46),
    FCHMOD(91, 52),
    CAPSET(126, 91),
    PRCTL(157, 167),
    GETDENTS64(217, 61),
    OPENAT(257, 56),
    MKDIRAT(258, 34),
    UNLINKAT(263, 35),
    LINKAT(265, 37),
    SYMLINKAT(266, 36),
    READLINKAT(267, 78),
    UTIMENSAT(280, 88),
    DUP3(292, 24),
    RENAMEAT2(316, 276),
    MEMFD_CREATE(319, 279),
    STATX(332, 291),
    LANDLOCK_CREATE_RULESET(444, 444),
    LANDLOCK_ADD_RULE(445, 445),
    LANDLOCK_RESTRICT_SELF(446, 446);

    private static final int UNKNOWN = -1;
    private static final int MAX_ARGUMENTS = 5; // no call here has six
    private static final MethodHandle SYSCALL =
            Native.variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private final long number;

    SystemCall(int x86, int arm) {
        Optional<ProcessorFamily> here = ProcessorFamily.here();
        // On another processor these would be other calls.
        this.number = here.isEmpty() ? UNKNOWN : here.get() == ProcessorFamily.X86_64 ? x86 : arm;
    }

    /**
     * The result, or the negative errno; that of ENOSYS on a processor whose numbers are not known.
     *
     * @param arguments numbers, descriptors, and addresses of memory that lives until this returns
     */
    public long call(long... arguments) {
        if (number == UNKNOWN) {
            return -Errno.ENOSYS;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Native.state(arena);
            long[] all = Arrays.copyOf(arguments, MAX_ARGUMENTS);
            long result = (long) SYSCALL.invokeExact(state, number, all[0], all[1], all[2], all[3], all[4]);
            return result < 0 ? -Native.errno(state) : result;
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }
}
