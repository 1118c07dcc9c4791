package org.hpcdaemon.session.file.transfer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.session.route.StreamEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * What has come of a file from an agent and is not written yet: a stream's window at most. One thread takes it, in pieces of memory that
 * are used again. Thread-safe.
 */
final class ReceiveWindow implements StreamEndpoint {
    private static final int CHUNK = 64 << 10;

    // The protocol's "at least every 256 KiB", and of less, one acknowledgement in such a time.
    private static final long ACK_EVERY = 256 << 10;
    private static final long ACK_AFTER = TimeUnit.MILLISECONDS.toNanos(20);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Next.Piece> waiting = new ArrayDeque<>();
    private Next.@Nullable Piece spare;
    private long received;
    private long written;
    private long acknowledged;
    private long acknowledgedAt;
    private long endsAt = Long.MAX_VALUE;
    private boolean cut;

    /** What is to be done next. */
    sealed interface Next {
        /** To be written, and given back to {@link #written}. */
        final class Piece implements Next {
            private final byte[] bytes = new byte[CHUNK];
            private int length;

            private Piece() {}

            /** Its bytes are the first ones here. */
            byte[] bytes() {
                return bytes;
            }

            int length() {
                return length;
            }
        }

        /** The agent is to be told that it is written up to there. */
        record Acknowledge(long offset) implements Next {}

        record End() implements Next {}

        record Cut() implements Next {}
    }

    /** @param from the offset of the first byte that is wanted */
    void begin(long from) {
        lock.lock();
        try {
            received = from;
            written = from;
            acknowledged = from;
            acknowledgedAt = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for it. */
    Next next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                if (cut) {
                    return new Next.Cut();
                }
                boolean idle = waiting.isEmpty();
                long left = acknowledgedAt + ACK_AFTER - System.nanoTime();
                if (written - acknowledged >= ACK_EVERY || (idle && written > acknowledged && left <= 0)) {
                    acknowledged = written;
                    acknowledgedAt = System.nanoTime();
                    return new Next.Acknowledge(written);
                }
                if (!idle) {
                    return waiting.removeFirst();
                }
                if (written == endsAt) {
                    return new Next.End();
                }
                if (written > acknowledged) {
                    long _ = changed.awaitNanos(left);
                } else {
                    changed.await();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** The piece was. */
    void written(Next.Piece piece) {
        lock.lock();
        try {
            written += piece.length;
            piece.length = 0;
            spare = piece;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is taken, and what waits is dropped. */
    void stop() {
        lock.lock();
        try {
            cut = true;
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void bytes(long offset, ByteBuffer bytes) {
        lock.lock();
        try {
            if (offset > received) {
                throw HpcException.invalid("input at offset " + offset + ", and " + received + " is expected next");
            }
            int known = (int) Math.min(bytes.remaining(), received - offset);
            ByteBuffer fresh = bytes.slice(bytes.position() + known, bytes.remaining() - known);
            long end = received + fresh.remaining();
            if (end > endsAt) {
                throw HpcException.invalid("input past its own end at " + endsAt);
            }
            if (end - written > Limits.STREAM_WINDOW) {
                throw HpcException.invalid("more than " + Limits.STREAM_WINDOW + " bytes of input are unacknowledged");
            }
            if (!cut) {
                received = end;
                add(fresh);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void add(ByteBuffer fresh) {
        while (fresh.hasRemaining()) {
            Next.Piece last = waiting.peekLast();
            if (last == null || last.length == CHUNK) {
                last = spare == null ? new Next.Piece() : spare;
                spare = null;
                waiting.addLast(last);
            }
            int count = Math.min(CHUNK - last.length, fresh.remaining());
            fresh.get(last.bytes, last.length, count);
            last.length += count;
        }
    }

    @Override
    public void end(long offset) {
        lock.lock();
        try {
            if (offset != received) {
                throw HpcException.invalid("input ends at " + offset + ", and " + received + " bytes came");
            }
            endsAt = offset;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void acknowledged(long offset) {
        // Nothing is sent on it.
    }

    @Override
    public void routeClosed() {
        stop();
    }
}
