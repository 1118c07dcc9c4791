package org.hpcdaemon.session.file.transfer;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.session.route.Route;
import org.hpcdaemon.session.route.StreamEndpoint;

/**
 * What an agent has not acknowledged of a file that is sent to it: counted and not kept, since the file can be read again. Made by the
 * thread that sends. Thread-safe.
 */
final class SendWindow implements StreamEndpoint, AutoCloseable {
    private final Route route;
    private final Thread sender = Thread.currentThread();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long position;
    private long acknowledged;
    private long owed;
    private boolean over;

    /** @param from the offset of the first byte that is sent */
    SendWindow(Route route, long from) {
        this.route = route;
        this.position = from;
        this.acknowledged = from;
    }

    /** Waits until that much, or a part of it that is worth a frame, may be sent, and returns how much; 0 once it is over. */
    int take(int most) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            // For all of it: what is acknowledged little by little would be sent so, in small frames.
            while (!over && owed + most > Limits.STREAM_WINDOW) {
                changed.await();
            }
            if (over) {
                return 0;
            }
        } finally {
            lock.unlock();
        }
        int count = route.takeShare(most, Limits.DOWNLOAD_SHARE, this::owed);
        lock.lock();
        try {
            if (!over) {
                owed += count;
                return count;
            }
        } finally {
            lock.unlock();
        }
        route.returnCredit(count);
        return 0;
    }

    /** What the agent has. */
    long acknowledged() {
        lock.lock();
        try {
            return acknowledged;
        } finally {
            lock.unlock();
        }
    }

    /** Of what was taken, so much is not needed. */
    void giveBack(int bytes) {
        lock.lock();
        try {
            owed -= bytes;
        } finally {
            lock.unlock();
        }
        route.returnCredit(bytes);
    }

    /** So much of what was taken is about to be sent. */
    void sending(int bytes) {
        lock.lock();
        try {
            position += bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the agent has all that was sent, or it is over. */
    void awaitAcknowledged() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!over && acknowledged < position) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private long owed() {
        lock.lock();
        try {
            return owed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void acknowledged(long offset) {
        long freed;
        lock.lock();
        try {
            if (offset > position) {
                throw HpcException.invalid("acknowledged " + offset + ", and only " + position + " was sent");
            }
            freed = over ? 0 : Math.max(0, offset - acknowledged);
            owed -= freed;
            acknowledged = Math.max(acknowledged, offset);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (freed > 0) {
            route.returnCredit(freed);
        }
    }

    @Override
    public void bytes(long offset, ByteBuffer bytes) {
        throw HpcException.invalid("this stream takes no input");
    }

    @Override
    public void end(long offset) {
        throw HpcException.invalid("this stream takes no input");
    }

    @Override
    public void routeClosed() {
        stop();
    }

    /** Nothing more is sent, and who sends waits no longer. Idempotent; does not block. */
    void stop() {
        if (finish()) {
            sender.interrupt(); // It may wait for the route's credit, or for the link.
        }
    }

    /** Gives the route back what will never be acknowledged. */
    @Override
    public void close() {
        boolean _ = finish();
    }

    /** Whether it was not over before. */
    private boolean finish() {
        long freed;
        lock.lock();
        try {
            if (over) {
                return false;
            }
            over = true;
            freed = owed;
            owed = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        route.returnCredit(freed);
        return true;
    }
}
