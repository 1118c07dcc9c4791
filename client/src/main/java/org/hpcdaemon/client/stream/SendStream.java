package org.hpcdaemon.client.stream;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.frame.StreamFrame;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to the daemon: kept until acknowledged, sent again from where the daemon says after a cut. Writing waits
 * while a whole window is unacknowledged. Thread-safe.
 */
public final class SendStream extends OutputStream {
    /** What a frame costs on its way counts more than what a byte costs. */
    private static final int FRAME = StreamFrame.MAX_BYTES;

    /** What is typed fits; doubled, it comes to a window. */
    private static final int FIRST_RING = 4 << 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** A ring of what is not acknowledged; as large as was needed so far, up to a whole window. */
    private byte[] ring = new byte[FIRST_RING];

    private final int stream;
    private long acknowledged;
    private long sent;
    private long written;
    /** The connection on which the daemon listens; null while there is none. */
    private @Nullable Wire wire;

    private boolean closed;
    private boolean endSent;
    private @Nullable IOException failure;

    /** One connection; both return false once it has ended. */
    interface Wire {
        boolean send(StreamFrame frame);

        boolean sendEnd(int stream, long offset);
    }

    /** What to send next, and on which connection: of a frame for one that has ended, the next one knows nothing. */
    private record Outgoing(Wire wire, StreamFrame frame) {}

    SendStream(int stream) {
        this(stream, 0);
    }

    /** @param from the offset of the first byte */
    SendStream(int stream, long from) {
        this.stream = stream;
        this.acknowledged = from;
        this.sent = from;
        this.written = from;
    }

    /** Starts sending; until {@link #resume} or an acknowledgement, bytes wait. */
    SendStream start() {
        Thread.ofVirtual().name("send-stream-" + stream).start(this::pump);
        return this;
    }

    /** The daemon is listening there and has everything before {@code offset}. */
    void resume(long offset, Wire now) {
        lock.lock();
        try {
            acknowledged = Math.max(acknowledged, Math.min(offset, written));
            sent = acknowledged;
            wire = now;
            endSent = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void disconnected() {
        lock.lock();
        try {
            wire = null;
        } finally {
            lock.unlock();
        }
    }

    /** The pump may learn of a connection's end when the next one is in use already: that one is not touched. */
    private void ended(Wire old) {
        lock.lock();
        try {
            if (old.equals(wire)) {
                wire = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The first acknowledgement of a connection also says that the daemon is listening. */
    void acknowledged(long offset, Wire now) {
        lock.lock();
        try {
            if (!now.equals(wire)) {
                resume(offset, now);
                return;
            }
            acknowledged = Math.clamp(offset, acknowledged, written);
            sent = Math.max(sent, acknowledged);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Writing fails from now on, with this. */
    public void fail(IOException cause) {
        lock.lock();
        try {
            failure = cause;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        lock.lock();
        try {
            int done = 0;
            while (done < length) {
                while (written - acknowledged == Limits.STREAM_WINDOW && failure == null && !closed) {
                    changed.await();
                }
                if (failure != null) {
                    throw failure;
                }
                if (closed) {
                    throw new IOException("the stream is closed");
                }
                makeRoom(length - done);
                int at = (int) (written % ring.length);
                int room = (int) Math.min(ring.length - at, ring.length - (written - acknowledged));
                int count = Math.min(room, length - done);
                System.arraycopy(source, offset + done, ring, at, count);
                written += count;
                done += count;
                changed.signalAll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while writing").initCause(e);
        } finally {
            lock.unlock();
        }
    }

    /** Makes the ring larger, if that many bytes do not fit and it may be. */
    private void makeRoom(int bytes) {
        long wanted = Math.min(Limits.STREAM_WINDOW, written - acknowledged + bytes);
        int size = ring.length;
        while (size < wanted) {
            size *= 2;
        }
        if (size > ring.length) {
            byte[] larger = new byte[size];
            for (long at = acknowledged; at < written; ) {
                int from = (int) (at % ring.length);
                int to = (int) (at % size);
                int count = (int) Math.min(Math.min(ring.length - from, size - to), written - at);
                System.arraycopy(ring, from, larger, to, count);
                at += count;
            }
            ring = larger;
        }
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    /** Waits until the daemon has acknowledged what was written. False if that took too long, or cannot be any more. */
    public boolean awaitAcknowledged(Duration most) throws InterruptedException {
        long nanos = most.toNanos();
        lock.lock();
        try {
            while (acknowledged < written && failure == null && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return acknowledged == written;
        } finally {
            lock.unlock();
        }
    }

    /** Says that nothing follows; what was written is still delivered. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the pump; nothing more is delivered. */
    void discard() {
        fail(new IOException("the session is closed"));
    }

    private void pump() {
        try {
            for (Outgoing next = next(); next != null; next = next()) {
                StreamFrame frame = next.frame();
                boolean delivered = frame.bytes().hasRemaining()
                        ? next.wire().send(frame)
                        : next.wire().sendEnd(stream, frame.offset());
                if (!delivered) {
                    ended(next.wire());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next frame to send, empty for the end of the stream; null when there is nothing more to do. */
    private @Nullable Outgoing next() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                if (failure != null) {
                    return null;
                }
                Wire now = wire;
                if (now != null && sent < written) {
                    int at = (int) (sent % ring.length);
                    int count = (int) Math.min(Math.min(FRAME, written - sent), ring.length - at);
                    // Not a copy: the daemon acknowledges nothing that it has not got, so nothing is written over it
                    // before.
                    ByteBuffer bytes = ByteBuffer.wrap(ring, at, count).slice();
                    StreamFrame frame = new StreamFrame(stream, sent, bytes);
                    sent += count;
                    return new Outgoing(now, frame);
                }
                if (now != null && closed && !endSent) {
                    endSent = true;
                    return new Outgoing(now, new StreamFrame(stream, written, ByteBuffer.allocate(0)));
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }
}
