package org.hpcdaemon.e2e.world;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How many bytes got through so far, and waiting for more of them. Thread-safe. */
public final class Progress {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private long bytes;

    public void add(long count) {
        lock.lock();
        try {
            bytes += count;
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for so many in all. Whether they came within the time. */
    public boolean awaitBytes(long atLeast, long most, TimeUnit unit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = unit.toNanos(most);
            while (bytes < atLeast && left > 0) {
                left = more.awaitNanos(left);
            }
            return bytes >= atLeast;
        } finally {
            lock.unlock();
        }
    }
}
