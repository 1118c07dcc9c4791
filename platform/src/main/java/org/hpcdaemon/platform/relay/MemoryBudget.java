package org.hpcdaemon.platform.relay;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What many holders together may take: queued messages, requests of calls. Each has a bound of its own, but the sum of those bounds is far
 * more than the heap: most readers read. Thread-safe.
 */
public final class MemoryBudget {
    private final AtomicLong free;

    public MemoryBudget(long bytes) {
        this.free = new AtomicLong(bytes);
    }

    /** A part of the heap. Texts may take twice their bytes, and the rest of the platform needs half of it. */
    public static MemoryBudget ofHeap(int part) {
        return new MemoryBudget(Runtime.getRuntime().maxMemory() / part);
    }

    /** False, and nothing is taken, if there is not so much. */
    public boolean take(long bytes) {
        if (free.addAndGet(-bytes) >= 0) {
            return true;
        }
        free.addAndGet(bytes);
        return false;
    }

    /** Gives back what was taken. */
    public void give(long bytes) {
        free.addAndGet(bytes);
    }

    long free() {
        return free.get();
    }
}
