package org.hpcdaemon.testkit;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** What the network does at the moment, for all connections of one proxy. Thread-safe. */
final class NetworkConditions {
    /** What becomes of bytes that are ready to be forwarded. */
    enum Fate {
        PASS,
        HOLD,
        LOSE
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Direction, Fate> fates = new EnumMap<>(Direction.class);
    private long bytesPerSecond = Long.MAX_VALUE;

    NetworkConditions() {
        clear();
    }

    void clear() {
        change(() -> {
            bytesPerSecond = Long.MAX_VALUE;
            for (Direction direction : Direction.values()) {
                fates.put(direction, Fate.PASS);
            }
        });
    }

    void set(Direction direction, Fate fate) {
        change(() -> fates.put(direction, fate));
    }

    void limit(long perSecond) {
        change(() -> bytesPerSecond = perSecond);
    }

    /** Wakes the waiting thread, so that it looks again whether its connection is still there. */
    void wake() {
        change(() -> {});
    }

    /** Waits while bytes are held; a connection that was cut meanwhile loses them. */
    Fate await(Direction direction, BooleanSupplier cut) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (fates.get(direction) == Fate.HOLD && !cut.getAsBoolean()) {
                changed.await();
            }
            return cut.getAsBoolean() ? Fate.LOSE : fates.getOrDefault(direction, Fate.PASS);
        } finally {
            lock.unlock();
        }
    }

    /** The most bytes to move at once so that a slow line is slow evenly: a 20th of a second's worth. */
    int piece(int most) {
        lock.lock();
        try {
            return Math.clamp(bytesPerSecond / 20, 1, most);
        } finally {
            lock.unlock();
        }
    }

    /** Waits as long as so many bytes take on the line; less if the conditions changes. */
    void pace(int bytes, BooleanSupplier cut) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long limit = bytesPerSecond;
            long nanos = limit == Long.MAX_VALUE ? 0 : TimeUnit.SECONDS.toNanos(1) * bytes / limit;
            while (nanos > 0 && limit == bytesPerSecond && !cut.getAsBoolean()) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable how) {
        lock.lock();
        try {
            how.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
