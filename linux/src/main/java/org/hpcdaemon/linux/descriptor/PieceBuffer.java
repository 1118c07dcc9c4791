package org.hpcdaemon.linux.descriptor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Memory for one piece of a file, outside of Java's heap. That of a large piece is kept for the next one, whichever thread has it: to
 * allocate and clear as much each time costs more than to copy the piece. At most {@value #KEPT_PIECES} are kept.
 */
record PieceBuffer(MemorySegment memory, @Nullable Arena own) implements AutoCloseable {
    /** From this size on it is kept. */
    private static final int LARGE = 32 << 10;

    /** The largest piece that files are read and written in. */
    private static final int LARGEST = 256 << 10;

    private static final int KEPT_PIECES = 8;

    private static final Queue<MemorySegment> KEPT = new ArrayBlockingQueue<>(KEPT_PIECES);

    @SuppressWarnings("MustBeClosedChecker") // closed with the buffer
    static PieceBuffer of(int length) {
        if (length < LARGE || length > LARGEST) {
            Arena own = Arena.ofConfined();
            return new PieceBuffer(own.allocate(Math.max(1, length)), own);
        }
        MemorySegment kept = KEPT.poll();
        return new PieceBuffer(kept == null ? Arena.ofAuto().allocate(LARGEST) : kept, null);
    }

    /** For the thread that made it. */
    @Override
    public void close() {
        if (own != null) {
            own.close();
        } else {
            boolean _ = KEPT.offer(memory); // what is too much is collected with its last reference
        }
    }
}
