package org.hpcdaemon.linux.system;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import org.hpcdaemon.linux.call.Native;

/** What a child does between fork and exec: posix_spawn_file_actions_t and posix_spawnattr_t. */
final class SpawnActions implements AutoCloseable {
    // glibc has 80 and 336 bytes, musl less.
    private static final long ACTIONS_BYTES = 512;
    private static final long ATTRIBUTES_BYTES = 1024;
    private static final long SIGSET_BYTES = 128;
    private static final short SETSIGDEF = 4;
    private static final short SETSIGMASK = 8;
    // Signals a parent may have left ignored (nohup, a batch system): HUP INT QUIT USR1 USR2 PIPE TERM CHLD TSTP
    // TTIN TTOU. Old C libraries fail on a set that has KILL or STOP in it.
    private static final int[] DEFAULTED = {1, 2, 3, 10, 12, 13, 15, 17, 20, 21, 22};
    // Descriptors that other threads may open between the look and the spawn.
    private static final int SLACK = 64;

    private static final MemoryLayout P = Libc.pointer();
    private static final MemoryLayout I = Libc.integer();
    private static final MethodHandle INIT = Native.required("posix_spawn_file_actions_init", P);
    private static final MethodHandle DESTROY = Native.required("posix_spawn_file_actions_destroy", P);
    private static final MethodHandle OPEN = Native.required("posix_spawn_file_actions_addopen", P, I, P, I, I);
    private static final MethodHandle DUP = Native.required("posix_spawn_file_actions_adddup2", P, I, I);
    private static final MethodHandle CLOSE = Native.required("posix_spawn_file_actions_addclose", P, I);
    private static final MethodHandle ATTR_INIT = Native.required("posix_spawnattr_init", P);
    private static final MethodHandle ATTR_DESTROY = Native.required("posix_spawnattr_destroy", P);
    private static final MethodHandle ATTR_FLAGS = Native.required("posix_spawnattr_setflags", P, Libc.shortInteger());
    private static final MethodHandle ATTR_MASK = Native.required("posix_spawnattr_setsigmask", P, P);
    private static final MethodHandle ATTR_DEFAULT = Native.required("posix_spawnattr_setsigdefault", P, P);

    private final Arena arena;
    private final MemorySegment actions;
    private final MemorySegment attributes;

    SpawnActions(Arena arena) throws IOException {
        this.arena = arena;
        this.actions = arena.allocate(ACTIONS_BYTES, 16);
        this.attributes = arena.allocate(ATTRIBUTES_BYTES, 16);
        MemorySegment none = arena.allocate(SIGSET_BYTES, 8);
        MemorySegment defaulted = arena.allocate(SIGSET_BYTES, 8);
        long bits =
                Arrays.stream(DEFAULTED).mapToLong(signal -> 1L << (signal - 1)).reduce(0, (a, b) -> a | b);
        defaulted.set(java.lang.foreign.ValueLayout.JAVA_LONG, 0, bits);
        check(INIT, actions);
        check(ATTR_INIT, attributes);
        check(ATTR_FLAGS, attributes, (short) (SETSIGDEF | SETSIGMASK));
        // The JVM blocks SIGQUIT in its threads; a child that inherited that could not be quit.
        check(ATTR_MASK, attributes, none);
        check(ATTR_DEFAULT, attributes, defaulted);
    }

    MemorySegment actions() {
        return actions;
    }

    MemorySegment attributes() {
        return attributes;
    }

    void open(int fd, String path, int flags) throws IOException {
        check(OPEN, actions, fd, arena.allocateFrom(path), flags, 0);
    }

    void dup(int from, int to) throws IOException {
        check(DUP, actions, from, to);
    }

    void changeDirectory(MethodHandle addchdir, String path) throws IOException {
        check(addchdir, actions, arena.allocateFrom(path));
    }

    /**
     * Closes all from that one on, last. The JVM's sockets are not all close-on-exec, and a child that held the link
     * would keep it half-open after the daemon's death.
     */
    void closeOthers(int first) {
        String[] open = new File("/proc/self/fd").list();
        int last = open == null
                ? 1024
                : Arrays.stream(open).mapToInt(Integer::parseInt).max().orElse(0);
        for (int fd = first; fd <= last + SLACK; fd++) {
            try {
                check(CLOSE, actions, fd);
            } catch (IOException _) {
                return; // past the limit on descriptors: there are no more
            }
        }
    }

    private static void check(MethodHandle function, Object... arguments) throws IOException {
        int failed = Native.answer(function, arguments);
        if (failed != 0) {
            throw new SpawnException(failed, "posix_spawn's preparations failed");
        }
    }

    @Override
    public void close() {
        int _ = Native.answer(DESTROY, actions);
        int _ = Native.answer(ATTR_DESTROY, attributes);
    }
}
