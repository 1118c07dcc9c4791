package org.hpcdaemon.session.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.frame.StreamFrame;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.jspecify.annotations.Nullable;

/**
 * The last bytes of one output, at absolute offsets from 0. Appending waits while it would overrun the slowest
 * reader that holds a place; with no place held the oldest bytes are dropped. A reader that is cut off keeps its
 * place for a while, then loses it. Thread-safe; no lock is held while anything is sent.
 */
public final class OutputRing {
    /** How long a place is kept for a reader that was cut off: a laptop's lid, a platform's restart. */
    public static final Duration HOLD = Duration.ofMinutes(5);

    /** The most bytes of one frame: what a frame costs on its way counts more than what a byte costs. */
    static final int PIECE = StreamFrame.MAX_BYTES;

    // How often a blocked writer looks whether a lost reader's time is over.
    private static final long LOOK_INTERVAL_MS = 200;

    private final int capacity;
    private final boolean replay;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ByteChunks bytes;
    private final List<Place> places = new ArrayList<>();
    private long oldest;
    private boolean ended;
    private boolean released;

    /**
     * @param capacity bytes, allocated as they are needed
     * @param replay whether bytes that all readers have are kept, for a reader to come
     * @param nanoTime as {@link System#nanoTime}, by which places are kept
     */
    public OutputRing(int capacity, boolean replay, LongSupplier nanoTime) {
        this(capacity, replay, nanoTime, 0);
    }

    /**
     * As the other constructor, for an output whose earlier bytes the reader already has.
     *
     * @param begin the offset of the first byte that is appended
     */
    public OutputRing(int capacity, boolean replay, LongSupplier nanoTime, long begin) {
        this.bytes = new ByteChunks(begin);
        this.oldest = begin;
        this.capacity = capacity;
        this.replay = replay;
        this.nanoTime = nanoTime;
    }

    /** Where one reader is: everything before {@code floor} it has. Guarded by the ring's lock. */
    public static final class Place {
        private long floor;
        private @Nullable Long lostAt;
        private boolean dropped = true;
        private boolean finished;
    }

    /** Adds bytes, waiting for room. Returns false once the ring was released. */
    public boolean append(byte[] added, int length) throws InterruptedException {
        int done = 0;
        lock.lockInterruptibly();
        try {
            while (done < length) {
                int room = (int) Math.min(length - done, room());
                if (released) {
                    return false;
                }
                if (room == 0) {
                    changed.await(LOOK_INTERVAL_MS, TimeUnit.MILLISECONDS);
                } else {
                    bytes.add(added, done, room);
                    done += room;
                    trim();
                    changed.signalAll();
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more comes, so only what came takes memory from now on. */
    public void end() {
        locked(() -> {
            ended = true;
            bytes.shrink();
        });
    }

    /** Lets go of everything at once: nothing more is taken or given, and readers see the end where it is. */
    public void release() {
        locked(() -> {
            released = true;
            ended = true;
            places.forEach(place -> place.dropped = true);
            places.clear();
            bytes.clear();
            oldest = bytes.end();
        });
    }

    /**
     * Holds the place from an offset on, wherever it was before. Returns the first offset that will come: later
     * than asked if those bytes are gone. Throws {@code INVALID_PARAMS} for an offset past the end.
     */
    public long hold(Place place, long from) {
        lock.lock();
        try {
            refusePastEnd(from);
            place.floor = Math.max(from, oldest);
            place.lostAt = null;
            place.finished = false;
            if (place.dropped && !released) {
                place.dropped = false;
                places.add(place);
            }
            trim();
            changed.signalAll();
            return place.floor;
        } finally {
            lock.unlock();
        }
    }

    /** The reader was cut off: its place is kept for {@link #HOLD}. */
    public void lose(Place place) {
        long now = nanoTime.getAsLong();
        locked(() -> place.lostAt = now);
    }

    /** The reader does not come back. */
    public void drop(Place place) {
        locked(() -> {
            place.dropped = true;
            places.remove(place);
            trim();
        });
    }

    /** The reader has everything before {@code offset}. */
    void acknowledge(Place place, long offset) {
        locked(() -> {
            place.floor = Math.max(place.floor, Math.min(offset, bytes.end()));
            trim();
        });
    }

    /** True if the place is kept for a reader that was cut off. */
    public boolean isLost(Place place) {
        lock.lock();
        try {
            return place.lostAt != null;
        } finally {
            lock.unlock();
        }
    }

    /** Bytes that some reader has not acknowledged. */
    public long unread() {
        lock.lock();
        try {
            return bytes.end() - slowest();
        } finally {
            lock.unlock();
        }
    }

    public boolean isHeld(Place place) {
        lock.lock();
        try {
            expire();
            return !place.dropped;
        } finally {
            lock.unlock();
        }
    }

    /** The reader has all of it, and was told the end. */
    void finish(Place place) {
        locked(() -> place.finished = true);
    }

    /** Nothing more comes, and every reader that holds a place has all of it and knows the end. */
    public boolean isTaken() {
        lock.lock();
        try {
            expire();
            return ended && places.stream().allMatch(place -> place.finished);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the output has ended, there. */
    boolean endsAt(long offset) {
        lock.lock();
        try {
            return ended && offset == bytes.end();
        } finally {
            lock.unlock();
        }
    }

    public long oldestOffset() {
        lock.lock();
        try {
            return oldest;
        } finally {
            lock.unlock();
        }
    }

    public long endOffset() {
        lock.lock();
        try {
            return bytes.end();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to send at {@code position}, within the window past what is acknowledged. */
    Next next(Place place, long position, BooleanSupplier stopped) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                if (stopped.getAsBoolean()) {
                    return new Next.Stopped();
                }
                if (position < oldest) {
                    place.floor = Math.max(place.floor, oldest);
                    return new Next.Gap(oldest);
                }
                long window = Limits.STREAM_WINDOW - Math.max(0, position - place.floor);
                long count = Math.min(PIECE, Math.min(bytes.end() - position, window));
                if (count > 0) {
                    return new Next.Bytes((int) count);
                }
                if (ended && position == bytes.end()) {
                    return new Next.End();
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** A copy of bytes that {@link #next} promised; null if they were dropped since. */
    byte @Nullable [] copy(long position, int count) {
        lock.lock();
        try {
            if (position < oldest) {
                return null;
            }
            return bytes.copy(position, count);
        } finally {
            lock.unlock();
        }
    }

    /**
     * What is there from an offset on, for a reader that holds no place: what was dropped before is missing. Waits for the first
     * byte, or the end.
     *
     * @param from null: the last {@code most} bytes; past the end it is {@code INVALID_PARAMS}
     */
    public LogChunk read(@Nullable Long from, int most, Duration wait) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long wanted = from == null ? Math.max(oldest, bytes.end() - most) : from;
            refusePastEnd(wanted);
            long nanos = wait.toNanos();
            while (bytes.end() == wanted && !ended && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            long first = Math.max(wanted, oldest);
            int count = (int) Math.min(most, bytes.end() - first);
            byte[] piece = count == 0 ? new byte[0] : Objects.requireNonNull(copy(first, count));
            return new LogChunk(first, Bytes.of(piece), bytes.end(), ended && first + count == bytes.end());
        } finally {
            lock.unlock();
        }
    }

    private void refusePastEnd(long from) {
        if (from > bytes.end()) {
            throw HpcException.invalid(
                    "offset " + from + " is past the end of the output, " + bytes.end() + "; ask for that or less");
        }
    }

    /** Wakes the senders to look at their own state. */
    void wake() {
        locked(() -> {});
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private long room() {
        expire();
        return capacity - (bytes.end() - slowest());
    }

    /** What all readers that hold a place have. */
    private long slowest() {
        return places.stream().mapToLong(place -> place.floor).min().orElse(bytes.end());
    }

    private void expire() {
        if (places.stream().anyMatch(place -> place.lostAt != null)) {
            long now = nanoTime.getAsLong();
            places.removeIf(place -> {
                Long lostAt = place.lostAt;
                place.dropped = lostAt != null && now - lostAt >= HOLD.toNanos();
                return place.dropped;
            });
            trim();
        }
    }

    private void trim() {
        long slowest = slowest();
        long kept = replay ? Math.max(oldest, bytes.end() - capacity) : Math.max(oldest, slowest);
        oldest = Math.min(kept, Math.max(oldest, slowest));
        bytes.dropBefore(oldest);
    }
}
