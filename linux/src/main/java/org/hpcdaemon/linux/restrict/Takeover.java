package org.hpcdaemon.linux.restrict;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.hpcdaemon.protocol.message.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Becomes another program, in place, by execve(2): it has this process's pid, its first three descriptors, and what the
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
     */
    public static int by(String program, List<Bytes> argv, List<Bytes> environment, @Nullable Bytes handed)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(program);
            MemorySegment arguments = strings(arena, argv);
            MemorySegment variables = strings(arena, environment);
            if (handed != null) {
                Kernel.hand(handed, FIRST_OTHER);
            }
            closeAtTheTakeover(handed == null ? FIRST_OTHER : FIRST_OTHER + 1);
            Kernel.unblockSignals();
            throw Kernel.become(program, path, arguments, variables);
        }
    }

    /** Not now: until then the JVM needs its own. */
    private static void closeAtTheTakeover(int first) throws IOException {
        String[] open = new File("/proc/self/fd").list();
        if (open == null) {
            throw new IOException("/proc cannot be read, so nobody knows what the command would inherit");
        }
        for (String fd : open) {
            if (Integer.parseInt(fd) >= first) {
                Kernel.closeOnExec(Integer.parseInt(fd));
            }
        }
    }

    private static MemorySegment strings(Arena arena, List<Bytes> words) {
        MemorySegment pointers = arena.allocate(ADDRESS, words.size() + 1L);
        for (int i = 0; i < words.size(); i++) {
            Bytes word = words.get(i);
            MemorySegment text = arena.allocate(word.length() + 1L); // ends by the NUL that it is made with
            MemorySegment.copy(word.toArray(), 0, text, JAVA_BYTE, 0, word.length());
            pointers.setAtIndex(ADDRESS, i, text);
        }
        pointers.setAtIndex(ADDRESS, words.size(), MemorySegment.NULL);
        return pointers;
    }
}
