package org.hpcdaemon.link.socket;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way to the one writer, bounded in bytes: a thread that adds to a full queue waits. What controls the connection passes
 * them, and takes one place each. Thread-safe.
 */
final class SendQueue {
    /** Keeps the socket busy between two turns of the writer; any more would only be latency. */
    static final int MAX_BYTES = 2 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Outbound> queue = new ArrayDeque<>();
    private long bytes;
    private boolean closed;
    private Outbound.@Nullable Ping ping;
    private Outbound.@Nullable Pong pong;
    private Outbound.@Nullable Close last;

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

    /** Does not wait; false if one is on its way still, behind which a second would tell nothing new. */
    boolean ping() {
        lock.lock();
        try {
            boolean first = ping == null;
            ping = new Outbound.Ping();
            changed.signalAll();
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Does not wait: of several pings, the last one is answered (RFC 6455, section 5.5.3). */
    void pong(Outbound.Pong answer) {
        lock.lock();
        try {
            pong = answer;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next frame to write; empty once closed. */
    Optional<Outbound> take() throws InterruptedException {
        lock.lock();
        try {
            Outbound next = next();
            while (next == null && !closed) {
                changed.await();
                next = next();
            }
            return Optional.ofNullable(next);
        } finally {
            lock.unlock();
        }
    }

    /** The next frame to write, if there is one. */
    Optional<Outbound> poll() {
        lock.lock();
        try {
            return Optional.ofNullable(next());
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Outbound next() {
        Outbound next;
        if (closed) {
            next = last;
            last = null;
        } else if (pong != null) {
            next = pong;
            pong = null;
        } else if (ping != null) {
            next = ping;
            ping = null;
        } else {
            next = queue.poll();
            if (next != null) {
                bytes -= next.size();
                changed.signalAll();
            }
        }
        return next;
    }

    /** Drops what waits. */
    void close() {
        close(null);
    }

    /** Drops what waits and says that last, unless it was closed before. */
    void close(Outbound.@Nullable Close word) {
        lock.lock();
        try {
            last = closed ? last : word;
            closed = true;
            queue.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
