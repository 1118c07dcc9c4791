package org.hpcdaemon.linux.system;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Writes to a descriptor from one platform thread, so that callers may be virtual threads. What is queued is
 * bounded by its callers: each waits until its own piece is written. Thread-safe.
 */
public final class FdWriter implements AutoCloseable {
    private final Fd fd;
    private final String name;
    private final Deque<Piece> queue = new ArrayDeque<>();
    private boolean started;
    private boolean closed;

    private static final class Piece {
        private final byte[] bytes;
        private final CompletableFuture<Boolean> written = new CompletableFuture<>();

        private Piece(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    public FdWriter(Fd fd, String name) {
        this.fd = fd;
        this.name = name;
    }

    /** Waits until all of it is written. Returns false if the reader has gone; interrupted, it still writes. */
    public boolean write(byte[] bytes) throws InterruptedException {
        if (bytes.length == 0) {
            return true;
        }
        Piece piece = new Piece(bytes);
        synchronized (this) {
            if (closed) {
                return false;
            }
            queue.add(piece);
            if (!started) {
                started = true;
                Threads.start(name, this::run);
            }
            notifyAll();
        }
        try {
            return piece.written.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run() {
        while (true) {
            Piece piece;
            synchronized (this) {
                while (queue.isEmpty() && !closed) {
                    try {
                        wait();
                    } catch (InterruptedException _) {
                        // This thread is never interrupted: it ends with close().
                        Thread.currentThread().interrupt();
                        return;
                    }
                }
                if (closed) {
                    queue.forEach(left -> left.written.complete(false));
                    queue.clear();
                    return;
                }
                piece = queue.remove();
            }
            piece.written.complete(writeAll(piece.bytes));
        }
    }

    private boolean writeAll(byte[] bytes) {
        int done = 0;
        while (done < bytes.length) {
            int count = fd.write(bytes, done, bytes.length - done);
            if (count == Fd.END) {
                return false;
            }
            done += count;
        }
        return true;
    }

    /** Closes the descriptor; what is not written yet is not. */
    @Override
    public void close() {
        fd.close();
        synchronized (this) {
            closed = true;
            if (!started) {
                queue.clear();
            }
            notifyAll();
        }
    }
}
