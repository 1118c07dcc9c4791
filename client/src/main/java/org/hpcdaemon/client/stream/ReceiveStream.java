package org.hpcdaemon.client.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.hpcdaemon.protocol.frame.StreamFrame;
import org.jspecify.annotations.Nullable;

/**
 * Bytes from the daemon, each once and in order, whatever happens to the connections below. What is not read yet
 * is bounded by the window that the daemon keeps. One reader; frames come from the link's thread.
 */
public final class ReceiveStream extends InputStream {
    /** A quarter of the window: the daemon never waits for an acknowledgement while we read. */
    private static final int ACK_EVERY = 256 << 10;

    /** Of less, one acknowledgement in such a time: a typist's echo has its own, and each frame of a transfer has not. */
    private static final long ACK_AFTER = TimeUnit.MILLISECONDS.toNanos(20);

    /** A large frame's memory is used again: to allocate and clear it costs more than to copy the bytes. */
    private static final int LARGE = StreamFrame.MAX_BYTES;

    /** As many as arrive while the reader is busy with one read. */
    private static final int MAX_SPARE = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> spare = new ArrayDeque<>();
    private final LongConsumer acknowledge;
    private final LongSupplier nanoTime;
    private long received;
    private long taken;
    private long acknowledged;
    private long acknowledgedAt;
    private long end = Long.MAX_VALUE;
    private @Nullable IOException failure;

    /** What the reader meets next. */
    private sealed interface Piece {
        record Data(ByteBuffer bytes) implements Piece {}

        record Gap(long from, long to) implements Piece {}
    }

    /** @param acknowledge told, on the reader's thread, up to where the bytes were read */
    ReceiveStream(long from, LongConsumer acknowledge) {
        this(from, acknowledge, System::nanoTime);
    }

    ReceiveStream(long from, LongConsumer acknowledge, LongSupplier nanoTime) {
        this.acknowledge = acknowledge;
        this.nanoTime = nanoTime;
        acknowledgedAt = nanoTime.getAsLong() - ACK_AFTER;
        startAt(from);
    }

    /** The next offset to ask for. */
    public long received() {
        lock.lock();
        try {
            return received;
        } finally {
            lock.unlock();
        }
    }

    /** Sets the first offset, when the daemon chose it. Only before the first byte. */
    public void startAt(long from) {
        lock.lock();
        try {
            received = from;
            taken = from;
            acknowledged = from;
        } finally {
            lock.unlock();
        }
    }

    void frame(long offset, ByteBuffer bytes) {
        lock.lock();
        try {
            if (offset > received) {
                fail(new IOException("the daemon skipped from " + received + " to " + offset + " without a gap"));
            } else if (offset + bytes.remaining() > received) {
                bytes.position(bytes.position() + (int) (received - offset));
                received += bytes.remaining();
                pieces.add(new Piece.Data(room(bytes.remaining()).put(bytes).flip()));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private ByteBuffer room(int bytes) {
        if (bytes <= LARGE / 2 || bytes > LARGE) {
            return ByteBuffer.allocate(bytes);
        }
        ByteBuffer used = spare.poll();
        return used == null ? ByteBuffer.allocate(LARGE) : used;
    }

    void gap(long from, long to) {
        lock.lock();
        try {
            if (to > received) {
                pieces.add(new Piece.Gap(Math.max(from, received), to));
                received = to;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    public void end(long offset) {
        lock.lock();
        try {
            end = offset;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is wanted: what came can be read, then it ends. */
    void finish() {
        lock.lock();
        try {
            end = Math.min(end, received);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The offset of the next byte that will be read. */
    public long position() {
        lock.lock();
        try {
            return taken;
        } finally {
            lock.unlock();
        }
    }

    public void fail(IOException cause) {
        lock.lock();
        try {
            failure = failure == null ? cause : failure;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Throws {@link StreamGapException} once where bytes are missing, and goes on behind them. */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        while (true) {
            long ack = -1;
            int count = 0;
            lock.lock();
            try {
                boolean there = await();
                if (there) {
                    count = take(target, offset, length);
                }
                if (!there || isAcknowledgementDue()) {
                    ack = taken;
                    acknowledged = taken;
                    acknowledgedAt = nanoTime.getAsLong();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("interrupted while reading").initCause(e);
            } finally {
                lock.unlock();
            }
            if (ack >= 0) {
                acknowledge.accept(ack);
            }
            if (count != 0) {
                return count;
            }
        }
    }

    /** Waits for something to take; false if an acknowledgement is due before. */
    private boolean await() throws InterruptedException {
        while (pieces.isEmpty() && taken < end && failure == null) {
            if (taken == acknowledged) {
                changed.await();
            } else if (changed.awaitNanos(acknowledgedAt + ACK_AFTER - nanoTime.getAsLong()) <= 0 && pieces.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** The count of bytes; -1 at the end. */
    private int take(byte[] target, int offset, int length) throws IOException {
        return switch (pieces.peek()) {
            case null -> {
                if (taken < end && failure != null) {
                    throw failure;
                }
                yield -1;
            }
            case Piece.Gap gap -> {
                pieces.remove();
                taken = gap.to();
                throw new StreamGapException(gap.from(), gap.to());
            }
            case Piece.Data data -> {
                int count = Math.min(length, data.bytes().remaining());
                data.bytes().get(target, offset, count);
                taken += count;
                if (!data.bytes().hasRemaining()) {
                    pieces.remove();
                    if (data.bytes().capacity() == LARGE && spare.size() < MAX_SPARE) {
                        spare.add(data.bytes().clear());
                    }
                }
                yield count;
            }
        };
    }

    private boolean isAcknowledgementDue() {
        long unacknowledged = taken - acknowledged;
        boolean drained = pieces.isEmpty() && unacknowledged > 0;
        return unacknowledged >= ACK_EVERY
                || (drained && (taken == end || nanoTime.getAsLong() - acknowledgedAt >= ACK_AFTER));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int available() {
        lock.lock();
        try {
            return pieces.peek() instanceof Piece.Data data ? data.bytes().remaining() : 0;
        } finally {
            lock.unlock();
        }
    }
}
