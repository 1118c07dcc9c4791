package org.hpcdaemon.daemon.uplink;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How many bytes of one route may still be unacknowledged. Thread-safe. */
final class Credit {
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private final long limit;
    private long taken;
    private boolean closed;

    Credit(long limit) {
        this.limit = limit;
    }

    /** Waits for {@code bytes}; false once closed. */
    boolean take(int bytes) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && taken + bytes > limit) {
                changed.await();
            }
            if (closed) {
                return false;
            }
            taken += bytes;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void giveBack(long bytes) {
        lock.lock();
        try {
            taken = Math.max(0, taken - bytes);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
