package org.hpcdaemon.daemon.uplink;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** How many bytes of one route may still be unacknowledged. Thread-safe. */
final class Credit {
    /** A frame with less costs more than it carries. */
    private static final int MIN_SHARE = 1 << 10;

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

    /**
     * Waits until a stream's share of what is free has room, and takes some of it.
     *
     * @param most how many bytes there are to send
     * @param share one part of so many
     * @param owed what the stream has unacknowledged
     * @return how many may be sent; 0 once closed
     */
    int takeShare(int most, int share, LongSupplier owed) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                long room = (limit - taken) / share - owed.getAsLong();
                int count = (int) Math.min(most, room);
                if (count >= Math.min(most, MIN_SHARE)) {
                    taken += count;
                    return count;
                }
                changed.await();
            }
            return 0;
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
