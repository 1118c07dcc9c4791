package org.hpcdaemon.linux.system;

import java.lang.foreign.Arena;

/**
 * access(2) by name. Names are UTF-8 whatever the locale, where java.nio refuses what the locale (often C under
 * a batch system) cannot write.
 */
public final class FileAccess {
    private FileAccess() {}

    /** Whether a process may change into it. */
    public static boolean isDirectory(String path) {
        return accessible(path + "/.", Libc.X_OK);
    }

    /** Whether it is a file, no directory, that may be executed. */
    public static boolean isExecutable(String path) {
        return accessible(path, Libc.X_OK) && !isDirectory(path);
    }

    /** Whether there is something of that name. */
    public static boolean exists(String path) {
        return accessible(path, Libc.F_OK);
    }

    private static boolean accessible(String path, int how) {
        try (Arena arena = Arena.ofConfined()) {
            return Libc.access(arena.allocateFrom(path), how) == 0;
        }
    }
}
