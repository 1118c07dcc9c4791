package org.hpcdaemon.linux.restrict;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import org.hpcdaemon.linux.call.Native;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Becomes another program, in place, by execve(2): it has this process's pid, its first three descriptors and those that are kept, and what the
 * calling thread gave up, which the kernel keeps though it ends all other threads. Of the JVM nothing is left.
 */
public final class Takeover {
    private static final int FIRST_OTHER = 3;

    private Takeover() {}

    /**
     * Returns only by throwing.
     *
     * @param program absolute
     * @param argv from the program's name on; words are bytes, in whatever encoding
     * @param environment all of it, as {@code NAME=VALUE}
     * @param handed what the program can read from descriptor 3; absent: it has none
     * @param kept descriptors that the program has too
     */
    public static int by(
            String program, List<Bytes> argv, List<Bytes> environment, @Nullable Bytes handed, Set<Integer> kept)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(program);
            MemorySegment arguments = texts(arena, argv);
            MemorySegment variables = texts(arena, environment);
            if (handed != null) {
                Kernel.hand(handed, FIRST_OTHER);
            }
            closeAtTheTakeover(handed == null ? FIRST_OTHER : FIRST_OTHER + 1, kept);
            Kernel.unblockSignals();
            throw Kernel.become(program, path, arguments, variables);
        }
    }

    /** Not now: until then the JVM needs its own. */
    private static void closeAtTheTakeover(int first, Set<Integer> kept) throws IOException {
        String[] open = new File("/proc/self/fd").list();
        if (open == null) {
            throw new IOException("/proc cannot be read, so what the command would inherit is unknown");
        }
        for (String fd : open) {
            int number = Integer.parseInt(fd);
            if (number >= first && !kept.contains(number)) {
                Kernel.closeOnExec(number);
            }
        }
    }

    private static MemorySegment texts(Arena arena, List<Bytes> words) {
        return Native.texts(arena, words.stream().map(Bytes::toArray).toList());
    }
}
