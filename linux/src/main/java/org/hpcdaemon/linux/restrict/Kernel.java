package org.hpcdaemon.linux.restrict;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Arrays;
import org.hpcdaemon.protocol.message.Bytes;

/**
 * What a thread can give up, for itself and all that it starts: prctl(2), landlock(7), seccomp(2), capset(2); and how its
 * process becomes another program. Each throws with the errno if the kernel does not do it. All by syscall(2), since
 * each C function that a JVM links takes milliseconds, and a job waits for it.
 */
public final class Kernel {
    private static final ProcessorFamily HERE = ProcessorFamily.here().orElse(ProcessorFamily.X86_64);

    private static final int LANDLOCK_CREATE_RULESET = 444;
    private static final int LANDLOCK_ADD_RULE = 445;
    private static final int LANDLOCK_RESTRICT_SELF = 446;
    private static final int PRCTL = either(157, 167);
    private static final int CAPSET = either(126, 91);
    private static final int OPENAT = either(257, 56);
    private static final int CLOSE = either(3, 57);
    private static final int PWRITE64 = either(18, 68);
    private static final int FCNTL = either(72, 25);
    private static final int DUP3 = either(292, 24);
    private static final int MEMFD_CREATE = either(319, 279);
    private static final int RT_SIGPROCMASK = either(14, 135);
    private static final int EXECVE = either(59, 221);
    private static final int KILL = either(62, 129);

    private static final int LANDLOCK_VERSION = 1;
    private static final int RULE_PATH_BENEATH = 1;
    private static final int RULESET_BYTES = 24;
    private static final int RULE_BYTES = 12;

    private static final int PR_SET_SECCOMP = 22;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int SECCOMP_MODE_FILTER = 2;
    private static final int CAPABILITY_VERSION_3 = 0x20080522;
    private static final int SIG_SETMASK = 2;
    private static final int SIGSET_BYTES = 8;

    private static final int AT_FDCWD = -100;
    private static final int F_SETFD = 2;
    private static final int CLOSE_ON_EXEC = 1; // FD_CLOEXEC, and MFD_CLOEXEC
    private static final int O_PATH = 0x200000;
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_NOFOLLOW = either(0x20000, 0x8000);

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SYSCALL = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.firstVariadicArg(1));

    private Kernel() {}

    private static int either(int x86, int arm) {
        return HERE == ProcessorFamily.AARCH64 ? arm : x86;
    }

    /** The newest version of Landlock that this kernel has switched on; 0: none. */
    public static int landlockVersion() {
        return (int) Math.max(0, call(LANDLOCK_CREATE_RULESET, 0, 0, LANDLOCK_VERSION));
    }

    /** Neither set-uid programs nor file capabilities give anything from now on. */
    public static void noNewPrivileges() throws IOException {
        check("no_new_privs", call(PRCTL, PR_SET_NO_NEW_PRIVS, 1));
    }

    /** A set of rules, to be added to and then applied. */
    public static int landlockRules(long files, long scopes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(RULESET_BYTES, 8);
            attributes.set(JAVA_LONG, 0, files);
            attributes.set(JAVA_LONG, 16, scopes);
            // An older kernel takes the part that it knows, if the rest is zero.
            long size = scopes == 0 ? 8 : RULESET_BYTES;
            return (int) check("Landlock", call(LANDLOCK_CREATE_RULESET, attributes.address(), size));
        }
    }

    /** Allows that beneath a file or folder. False if it is gone, or a link: what it leads to has its own rule. */
    public static boolean allowBeneath(int rules, Path path, long rights) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path.toString());
            int fd = (int) call(OPENAT, AT_FDCWD, name.address(), O_PATH | O_CLOEXEC | O_NOFOLLOW);
            if (fd < 0) {
                return false;
            }
            try {
                MemorySegment rule = arena.allocate(RULE_BYTES, 8);
                rule.set(JAVA_LONG, 0, rights);
                rule.set(JAVA_INT, 8, fd);
                return call(LANDLOCK_ADD_RULE, rules, RULE_PATH_BENEATH, rule.address()) == 0;
            } finally {
                close(fd);
            }
        }
    }

    /** Whether the calling thread may signal it, which is not done. */
    public static boolean maySignal(int pid) {
        return call(KILL, pid, 0) == 0;
    }

    public static void applyLandlock(int rules) throws IOException {
        check("Landlock", call(LANDLOCK_RESTRICT_SELF, rules));
    }

    public static void noCapabilities() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(8, 4);
            header.set(JAVA_INT, 0, CAPABILITY_VERSION_3);
            MemorySegment none = arena.allocate(24, 4);
            check("giving up capabilities", call(CAPSET, header.address(), none.address()));
        }
    }

    /** The last of all, since it may forbid the others. */
    public static void filter(Bytes program) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate(program.length(), 8);
            code.copyFrom(MemorySegment.ofArray(program.toArray()));
            MemorySegment header = arena.allocate(16, 8);
            header.set(JAVA_SHORT, 0, (short) (program.length() / 8));
            header.set(ADDRESS, 8, code);
            check("a filter of system calls", call(PRCTL, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header.address()));
        }
    }

    public static void close(int fd) {
        long _ = call(CLOSE, fd);
    }

    /** The JVM blocks some in its threads, and a program would inherit that. */
    static void unblockSignals() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment none = arena.allocate(SIGSET_BYTES, 8);
            check("unblocking signals", call(RT_SIGPROCMASK, SIG_SETMASK, none.address(), 0, SIGSET_BYTES));
        }
    }

    static void closeOnExec(int fd) {
        long _ = call(FCNTL, fd, F_SETFD, CLOSE_ON_EXEC); // it may be gone: the one by which the list was read is
    }

    /** Makes a descriptor, in place of another, from which these can be read, from their begin. */
    static void hand(Bytes bytes, int descriptor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom("handed");
            int memory = (int) check("memory", call(MEMFD_CREATE, name.address(), CLOSE_ON_EXEC));
            MemorySegment data = arena.allocate(Math.max(1, bytes.length()));
            MemorySegment.copy(bytes.toArray(), 0, data, JAVA_BYTE, 0, bytes.length());
            for (long done = 0; done < bytes.length(); ) {
                done += check("memory", call(PWRITE64, memory, data.address() + done, bytes.length() - done, done));
            }
            check("a descriptor", call(DUP3, memory, descriptor, 0));
        }
    }

    /** The failure, since of a success nobody hears. */
    static IOException become(String program, MemorySegment path, MemorySegment arguments, MemorySegment environment) {
        long failed = call(EXECVE, path.address(), arguments.address(), environment.address());
        return new IOException(program + " could not be started (errno " + -failed + ")");
    }

    private static long call(int number, long... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long[] all = Arrays.copyOf(arguments, 5);
            long result = (long) SYSCALL.invokeExact(state, (long) number, all[0], all[1], all[2], all[3], all[4]);
            return result < 0 ? -(int) ERRNO.get(state, 0L) : result;
        } catch (Throwable e) {
            throw new IllegalStateException("a system call failed in the JVM", e);
        }
    }

    private static long check(String what, long result) throws IOException {
        if (result < 0) {
            throw new IOException("the kernel refuses " + what + " (errno " + -result + ")");
        }
        return result;
    }
}
