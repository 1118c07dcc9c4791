package org.hpcdaemon.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hpcdaemon.protocol.message.value.Bytes;

/** A file without a name, in memory (memfd_create(2)): from its descriptor can be read what it holds, without a writer. */
public final class MemoryFile {
    private static final int MFD_CLOEXEC = 1;

    private MemoryFile() {}

    /** Its descriptor, close-on-exec and at the file's beginning, or the negative errno. */
    public static int create(Bytes contents) {
        try (Arena arena = Arena.ofConfined()) {
            int descriptor = (int)
                    SystemCall.MEMFD_CREATE.call(arena.allocateFrom("handed").address(), MFD_CLOEXEC);
            if (descriptor < 0) {
                return descriptor;
            }
            MemorySegment data = arena.allocate(Math.max(1, contents.length()));
            MemorySegment.copy(contents.toArray(), 0, data, JAVA_BYTE, 0, contents.length());
            for (long done = 0; done < contents.length(); ) {
                long count =
                        SystemCall.PWRITE64.call(descriptor, data.address() + done, contents.length() - done, done);
                if (count < 0 && count != -Errno.EINTR) {
                    long _ = SystemCall.CLOSE.call(descriptor);
                    return (int) count;
                }
                done += Math.max(0, count);
            }
            return descriptor;
        }
    }
}
