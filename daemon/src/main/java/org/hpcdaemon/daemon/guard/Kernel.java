package org.hpcdaemon.daemon.guard;

import static java.lang.foreign.ValueLayout.ADDRESS;
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
import org.hpcdaemon.protocol.message.Bytes;

/**
 * What a thread can give up, for itself and all that it starts: prctl(2), landlock(7), seccomp(2), capset(2). Each
 * throws with the errno if the kernel does not do it. Numbers are those that x86-64 and arm64 agree on, where not
 * said otherwise.
 */
final class Kernel {
    private static final long LANDLOCK_CREATE_RULESET = 444;
    private static final long LANDLOCK_ADD_RULE = 445;
    private static final long LANDLOCK_RESTRICT_SELF = 446;
    private static final int LANDLOCK_VERSION = 1;
    private static final int RULE_PATH_BENEATH = 1;
    private static final int RULESET_BYTES = 24;
    private static final int RULE_BYTES = 12;

    private static final int PR_SET_SECCOMP = 22;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int SECCOMP_MODE_FILTER = 2;
    private static final int CAPABILITY_VERSION_3 = 0x20080522;

    private static final int O_PATH = 0x200000;
    private static final int O_CLOEXEC = 0x80000;
    // The one flag in which the two machines differ.
    private static final int O_NOFOLLOW =
            Machine.here().filter(here -> here == Machine.AARCH64).isPresent() ? 0x8000 : 0x20000;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle PRCTL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("prctl"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle OPEN = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Kernel() {}

    /** The newest version of Landlock that this kernel has switched on; 0: none. */
    static int landlockVersion() {
        try (Arena arena = Arena.ofConfined()) {
            return (int) Math.max(0, system(arena, LANDLOCK_CREATE_RULESET, 0, 0, LANDLOCK_VERSION, 0));
        }
    }

    /** Neither set-uid programs nor file capabilities give anything from now on. */
    static void noNewPrivileges() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            check("no_new_privs", prctl(arena, PR_SET_NO_NEW_PRIVS, 1, 0));
        }
    }

    /** A set of rules, to be added to and then applied. */
    static int landlockRules(long files, long scopes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(RULESET_BYTES, 8);
            attributes.set(JAVA_LONG, 0, files);
            attributes.set(JAVA_LONG, 16, scopes);
            // An older kernel takes the part that it knows, if the rest is zero.
            long size = scopes == 0 ? 8 : RULESET_BYTES;
            return (int) check("Landlock", system(arena, LANDLOCK_CREATE_RULESET, attributes.address(), size, 0, 0));
        }
    }

    /** Allows that beneath a file or folder. False if it is gone, or a link: what it leads to has its own rule. */
    static boolean allowBeneath(int rules, Path path, long rights) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int fd = open(arena, path);
            if (fd < 0) {
                return false;
            }
            try {
                MemorySegment rule = arena.allocate(RULE_BYTES, 8);
                rule.set(JAVA_LONG, 0, rights);
                rule.set(JAVA_INT, 8, fd);
                return system(arena, LANDLOCK_ADD_RULE, rules, RULE_PATH_BENEATH, rule.address(), 0) == 0;
            } finally {
                close(fd);
            }
        }
    }

    static void applyLandlock(int rules) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            check("Landlock", system(arena, LANDLOCK_RESTRICT_SELF, rules, 0, 0, 0));
        }
    }

    static void noCapabilities() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(8, 4);
            header.set(JAVA_INT, 0, CAPABILITY_VERSION_3);
            MemorySegment none = arena.allocate(24, 4);
            long capset = Machine.here().filter(here -> here == Machine.AARCH64).isPresent() ? 91 : 126;
            check("giving up capabilities", system(arena, capset, header.address(), none.address(), 0, 0));
        }
    }

    /** The last of all, since it may forbid the others. */
    static void filter(Bytes program) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate(program.length(), 8);
            code.copyFrom(MemorySegment.ofArray(program.toArray()));
            MemorySegment header = arena.allocate(16, 8);
            header.set(JAVA_SHORT, 0, (short) (program.length() / 8));
            header.set(ADDRESS, 8, code);
            check("a filter of system calls", prctl(arena, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header.address()));
        }
    }

    static void close(int fd) {
        try {
            int _ = (int) CLOSE.invokeExact(fd);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static int open(Arena arena, Path path) {
        try {
            return (int) OPEN.invokeExact(
                    arena.allocate(STATE), arena.allocateFrom(path.toString()), O_PATH | O_CLOEXEC | O_NOFOLLOW);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static long system(Arena arena, long number, long a, long b, long c, long d) {
        try {
            MemorySegment state = arena.allocate(STATE);
            long result = (long) SYSCALL.invokeExact(state, number, a, b, c, d);
            return result < 0 ? -errno(state) : result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static long prctl(Arena arena, int option, long a, long b) {
        try {
            MemorySegment state = arena.allocate(STATE);
            int result = (int) PRCTL.invokeExact(state, option, a, b, 0L, 0L);
            return result < 0 ? -errno(state) : result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static long errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    private static long check(String what, long result) throws IOException {
        if (result < 0) {
            throw new IOException("the kernel refuses " + what + " (errno " + -result + ")");
        }
        return result;
    }

    private static IllegalStateException unexpected(Throwable e) {
        return new IllegalStateException("a system call failed in the JVM", e);
    }
}
