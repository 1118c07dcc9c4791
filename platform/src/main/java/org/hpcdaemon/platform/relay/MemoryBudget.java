package org.hpcdaemon.platform.relay;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all queued messages together may take. Each route has a bound of its own, but the sum of those bounds is far
 * more than the heap: most readers read. Thread-safe.
 */
public final class MemoryBudget {
    private final AtomicLong free;

    public MemoryBudget(long bytes) {
        this.free = new AtomicLong(bytes);
    }

    /** A quarter of the heap: texts may take twice their bytes, and the rest of the platform needs its half. */
    public static MemoryBudget ofHeap() {
        return new MemoryBudget(Runtime.getRuntime().maxMemory() / 4);
    }

    boolean take(long bytes) {
        if (free.addAndGet(-bytes) >= 0) {
            return true;
        }
        free.addAndGet(bytes);
        return false;
    }

    void give(long bytes) {
        free.addAndGet(bytes);
    }

    long free() {
        return free.get();
    }
}
