package org.hpcdaemon.platform.relay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages in order, one at a time, through a port that reports completion, on the threads of those who add
 * and complete. Its bound is its owner's: a route counts bytes, a daemon's queue has one message of each route.
 */
final class RelayQueue<M> {
    /** Sends one message and runs {@code done} once, maybe before it returns. */
    interface Port<M> {
        void send(M message, Runnable done);
    }

    private record Entry<M>(M message, Runnable done) {}

    private final Port<M> port;
    private final Deque<Entry<M>> waiting = new ArrayDeque<>();
    private boolean sending;
    private boolean closed;

    RelayQueue(Port<M> port) {
        this.port = port;
    }

    /** Runs {@code done} when the message is sent, or dropped. */
    void add(M message, Runnable done) {
        enqueue(message, done).run();
    }

    /** Gives the message its place and sends nothing yet, so under any lock; run what is returned once that is free. */
    synchronized Runnable enqueue(M message, Runnable done) {
        if (closed) {
            return done;
        }
        waiting.add(new Entry<>(message, done));
        boolean first = !sending;
        sending = true;
        return first ? this::pump : () -> {};
    }

    /** Drops what waits and whatever is added later; the message being sent goes on. */
    void close() {
        List<Entry<M>> dropped;
        synchronized (this) {
            closed = true;
            dropped = new ArrayList<>(waiting);
            waiting.clear();
        }
        dropped.forEach(entry -> entry.done().run());
    }

    /** Loops as long as the port completes at once, so that a long queue never becomes a deep stack. */
    private void pump() {
        for (Entry<M> next = poll(); next != null; next = poll()) {
            Entry<M> entry = next;
            AtomicBoolean firstOfTwo = new AtomicBoolean(true);
            port.send(entry.message(), () -> {
                entry.done().run();
                if (!firstOfTwo.getAndSet(false)) {
                    pump();
                }
            });
            if (firstOfTwo.getAndSet(false)) {
                return; // Not completed yet: its completion goes on.
            }
        }
    }

    private synchronized @Nullable Entry<M> poll() {
        Entry<M> next = waiting.poll();
        if (next == null) {
            sending = false;
        }
        return next;
    }
}
