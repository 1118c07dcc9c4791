package org.hpcdaemon.linux.restrict;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.hpcdaemon.linux.call.MemoryFile;
import org.hpcdaemon.linux.call.OpenFlags;
import org.hpcdaemon.linux.call.SystemCall;
import org.hpcdaemon.protocol.message.value.Bytes;

/**
 * What a thread can give up, for itself and all that it starts: prctl(2), landlock(7), seccomp(2), capset(2); and how its
 * process becomes another program. Each throws with the errno if the kernel does not do it. All by {@link
 * SystemCall}, since a job waits for it.
 */
public final class Kernel {
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

    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;

    private Kernel() {}

    /** The newest version of Landlock that this kernel has switched on; 0: none. */
    public static int landlockVersion() {
        return (int) Math.max(0, SystemCall.LANDLOCK_CREATE_RULESET.call(0, 0, LANDLOCK_VERSION));
    }

    /** Neither set-uid programs nor file capabilities give anything from now on. */
    public static void noNewPrivileges() throws IOException {
        check("no_new_privs", SystemCall.PRCTL.call(PR_SET_NO_NEW_PRIVS, 1));
    }

    /** A set of rules, to be added to and then applied. */
    public static int landlockRules(long files, long scopes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(RULESET_BYTES, 8);
            attributes.set(JAVA_LONG, 0, files);
            attributes.set(JAVA_LONG, 16, scopes);
            // An older kernel takes the part that it knows, if the rest is zero.
            long size = scopes == 0 ? 8 : RULESET_BYTES;
            return (int) check("Landlock", SystemCall.LANDLOCK_CREATE_RULESET.call(attributes.address(), size));
        }
    }

    /** Allows that beneath a file or folder. False if it is gone, or a link: what it leads to has its own rule. */
    public static boolean allowBeneath(int rules, Path path, long rights) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path.toString());
            int fd = (int) SystemCall.OPENAT.call(
                    OpenFlags.AT_FDCWD, name.address(), OpenFlags.O_PATH | OpenFlags.O_CLOEXEC | OpenFlags.O_NOFOLLOW);
            if (fd < 0) {
                return false;
            }
            try {
                MemorySegment rule = arena.allocate(RULE_BYTES, 8);
                rule.set(JAVA_LONG, 0, rights);
                rule.set(JAVA_INT, 8, fd);
                return SystemCall.LANDLOCK_ADD_RULE.call(rules, RULE_PATH_BENEATH, rule.address()) == 0;
            } finally {
                close(fd);
            }
        }
    }

    /** Whether the calling thread may signal it, which is not done. */
    public static boolean maySignal(int pid) {
        return SystemCall.KILL.call(pid, 0) == 0;
    }

    public static void applyLandlock(int rules) throws IOException {
        check("Landlock", SystemCall.LANDLOCK_RESTRICT_SELF.call(rules));
    }

    public static void noCapabilities() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(8, 4);
            header.set(JAVA_INT, 0, CAPABILITY_VERSION_3);
            MemorySegment none = arena.allocate(24, 4);
            check("giving up capabilities", SystemCall.CAPSET.call(header.address(), none.address()));
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
            check(
                    "a filter of system calls",
                    SystemCall.PRCTL.call(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header.address()));
        }
    }

    public static void close(int fd) {
        long _ = SystemCall.CLOSE.call(fd);
    }

    /** The JVM blocks some in its threads, and a program would inherit that. */
    static void unblockSignals() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment none = arena.allocate(SIGSET_BYTES, 8);
            check("unblocking signals", SystemCall.RT_SIGPROCMASK.call(SIG_SETMASK, none.address(), 0, SIGSET_BYTES));
        }
    }

    static void closeOnExec(int fd) {
        long _ =
                SystemCall.FCNTL.call(fd, F_SETFD, FD_CLOEXEC); // it may be gone: the one by which the list was read is
    }

    /** Makes a descriptor, in place of another, from which these can be read, from their begin. */
    static void hand(Bytes bytes, int descriptor) throws IOException {
        int memory = (int) check("memory", MemoryFile.create(bytes));
        check("a descriptor", SystemCall.DUP3.call(memory, descriptor, 0));
    }

    /** The failure; a success returns nothing. */
    static IOException become(String program, MemorySegment path, MemorySegment arguments, MemorySegment environment) {
        long failed = SystemCall.EXECVE.call(path.address(), arguments.address(), environment.address());
        return new IOException(program + " could not be started (errno " + -failed + ")");
    }

    private static long check(String what, long result) throws IOException {
        if (result < 0) {
            throw new IOException("the kernel refuses " + what + " (errno " + -result + ")");
        }
        return result;
    }
}
