package org.hpcdaemon.linux.system;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hpcdaemon.linux.call.Errno;
import org.hpcdaemon.linux.call.Native;
import org.hpcdaemon.linux.call.OpenFlags;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor that one thread may read and another write, and that any third ends at once with {@link #close}:
 * both wait with poll(2) on it and on an eventfd. Waiting holds the calling thread in the kernel, so the callers
 * are platform threads. The number is given back only when no thread uses it.
 */
public final class Fd implements AutoCloseable {
    /** The other side has ended, or this one was closed. */
    public static final int END = -1;

    /** Nothing came in the time given. */
    public static final int TIMEOUT = -2;

    /** {@link #wake} was called. */
    public static final int WOKEN = -3;

    private static final short POLLIN = 1;
    private static final short POLLOUT = 4;
    // One read or write: a pipe's whole default capacity.
    private static final int BUFFER = 64 << 10;

    private final int number;
    private final int wake;
    private final Side reading = new Side();
    private final Side writing = new Side();
    private int inside;
    private boolean closed;

    private Fd(int number, int wake) {
        this.number = number;
        this.wake = wake;
    }

    /** Takes over an open descriptor, which it closes if it fails, and makes it non-blocking. */
    static Fd own(int number) throws IOException {
        int wake = Libc.eventfd();
        if (wake < 0) {
            Libc.close(number);
            throw new IOException("no descriptor left for an eventfd (errno " + -wake + ")");
        }
        int flags = Libc.fcntl(number, Libc.F_GETFL, 0);
        Libc.fcntl(number, Libc.F_SETFL, flags | OpenFlags.O_NONBLOCK);
        return new Fd(number, wake);
    }

    /** Waits for bytes, -1 for ever. Returns their count, or {@link #END}, {@link #TIMEOUT} or {@link #WOKEN}. */
    public int read(byte[] into, int timeoutMs) {
        if (!enter()) {
            return END;
        }
        try {
            MemorySegment data = reading.data();
            while (true) {
                int ready = reading.await(POLLIN, timeoutMs);
                if (ready != 0) {
                    return ready;
                }
                int count = Libc.read(reading.state(), number, data, Math.min(into.length, BUFFER));
                if (count > 0) {
                    MemorySegment.copy(data, JAVA_BYTE, 0, into, 0, count);
                    return count;
                }
                // EIO from a terminal's master means that the other side is closed everywhere.
                if (count != -Errno.EAGAIN && count != -Errno.EINTR) {
                    return END;
                }
            }
        } finally {
            leave();
        }
    }

    /** Waits until at least one byte is taken. Returns the count, or {@link #END} if there is no reader any longer. */
    public int write(byte[] from, int offset, int length) {
        if (!enter()) {
            return END;
        }
        try {
            MemorySegment data = writing.data();
            int most = Math.min(length, BUFFER);
            MemorySegment.copy(from, offset, data, JAVA_BYTE, 0, most);
            while (true) {
                int ready = writing.await(POLLOUT, -1);
                if (ready == END) {
                    return END;
                }
                int count = Libc.write(writing.state(), number, data, most);
                if (count > 0) {
                    return count;
                }
                if (count != -Errno.EAGAIN && count != -Errno.EINTR) {
                    return END;
                }
            }
        } finally {
            leave();
        }
    }

    /** Makes a waiting or the next {@link #read} return {@link #WOKEN}. */
    public void wake() {
        if (enter()) {
            try {
                signalWake();
            } finally {
                leave();
            }
        }
    }

    private void signalWake() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocateFrom(JAVA_LONG, 1L);
            Libc.write(arena.allocate(Native.STATE_BYTES, 8), wake, one, 8);
        }
    }

    /** Runs with the descriptor's number, which stays open meanwhile; {@link #END} if it is closed. */
    int with(Call call) {
        if (!enter()) {
            return END;
        }
        try {
            return call.on(number);
        } finally {
            leave();
        }
    }

    /** A system call on the descriptor. */
    interface Call {
        int on(int number);
    }

    private synchronized boolean enter() {
        if (closed) {
            return false;
        }
        inside++;
        return true;
    }

    private synchronized void leave() {
        inside--;
        if (closed && inside == 0) {
            release();
        }
    }

    /** Ends waiting reads and writes; idempotent. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (inside == 0) {
            release();
        } else {
            signalWake();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void release() {
        Libc.close(number);
        Libc.close(wake);
    }

    /** Memory for one direction: two pollfd, the errno, the bytes. Freed with this object by the collector. */
    private final class Side {
        private static final long STATE_AT = 16;
        private static final long DATA_AT = 64;
        private @Nullable MemorySegment block;

        private MemorySegment block() {
            MemorySegment existing = block;
            if (existing == null) {
                existing = Arena.ofAuto().allocate(DATA_AT + BUFFER, 8);
                block = existing;
            }
            return existing;
        }

        MemorySegment state() {
            return block().asSlice(STATE_AT, Native.STATE_BYTES);
        }

        MemorySegment data() {
            return block().asSlice(DATA_AT, BUFFER);
        }

        /** 0 when the descriptor is ready. */
        int await(short events, int timeoutMs) {
            MemorySegment fds = block();
            while (true) {
                fds.set(JAVA_INT, 0, number);
                fds.set(JAVA_SHORT, 4, events);
                fds.set(JAVA_SHORT, 6, (short) 0);
                fds.set(JAVA_INT, 8, wake);
                fds.set(JAVA_SHORT, 12, POLLIN);
                fds.set(JAVA_SHORT, 14, (short) 0);
                int ready = Libc.poll(state(), fds, 2, timeoutMs);
                if (isClosed()) {
                    return END;
                }
                if (ready == 0) {
                    return TIMEOUT;
                }
                if (ready < 0) {
                    if (ready == -Errno.EINTR) {
                        continue;
                    }
                    return END;
                }
                if (fds.get(JAVA_SHORT, 14) != 0 && events == POLLIN) {
                    Libc.read(state(), wake, data(), 8);
                    return WOKEN;
                }
                if (fds.get(JAVA_SHORT, 6) != 0) {
                    return 0;
                }
            }
        }
    }
}
