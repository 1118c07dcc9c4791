package org.hpcdaemon.linux.system;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.hpcdaemon.linux.call.Native;

/** Which processors this process and what it starts may run on (sched_setaffinity(2)). */
public final class Affinity {
    /** One bit a processor; Linux knows 8192 at most (NR_CPUS). */
    private static final int MASK_BYTES = 8192 / 8;

    private static final Optional<MethodHandle> SET =
            Native.plain("sched_setaffinity", Libc.integer(), JAVA_LONG, Libc.pointer());

    private Affinity() {}

    /**
     * Lets every thread run wherever the machine, or the control group it is in, lets it: what started this process may have
     * bound it to the processors of a job. Children inherit that.
     */
    public static void widen() throws IOException {
        if (SET.isEmpty()) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment all = arena.allocate(MemoryLayout.sequenceLayout(MASK_BYTES / 8, JAVA_LONG));
            all.fill((byte) 0xff);
            Set<String> widened = new HashSet<>();
            // A thread that a narrow one has just started is as narrow, and in the next list.
            for (boolean more = true; more; ) {
                more = false;
                for (String thread : threads()) {
                    if (widened.add(thread)) {
                        more = true;
                        // Of a thread that has ended it fails, which does not matter.
                        int _ = Native.answer(SET.get(), Integer.parseInt(thread), all.byteSize(), all);
                    }
                }
            }
        }
    }

    private static Set<String> threads() throws IOException {
        Set<String> found = new HashSet<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            threads.forEach(thread -> found.add(String.valueOf(thread.getFileName())));
        }
        return found;
    }
}
