package org.hpcdaemon.link;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Messages on their way to the one writer, bounded in bytes: whoever adds to a full queue waits. Thread-safe. */
final class SendQueue {
    /** Keeps the socket busy between two turns of the writer; any more would only be latency. */
    static final int MAX_BYTES = 2 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Outbound> queue = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    /** Returns false if the queue was closed before or while waiting. An interrupt counts as closed. */
    boolean put(Outbound message) {
        lock.lock();
        try {
            while (!closed && !queue.isEmpty() && bytes + message.size() > MAX_BYTES) {
                changed.await();
            }
            if (closed) {
                return false;
            }
            queue.add(message);
            bytes += message.size();
            changed.signalAll();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** The next message; empty once closed. */
    Optional<Outbound> take() throws InterruptedException {
        lock.lock();
        try {
            while (!closed && queue.isEmpty()) {
                changed.await();
            }
            if (closed) {
                return Optional.empty();
            }
            Outbound message = queue.remove();
            bytes -= message.size();
            changed.signalAll();
            return Optional.of(message);
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            queue.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
