package org.hpcdaemon.session.stream;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Bytes at absolute offsets, added at the end and dropped from the front, in pieces of memory that come and go with them. */
final class ByteChunks {
    private static final int CHUNK = 64 << 10;

    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private byte @Nullable [] spare;
    private long firstChunkAt;
    private long end;

    /** @param begin the offset of the first byte that is added */
    ByteChunks(long begin) {
        this.firstChunkAt = begin;
        this.end = begin;
    }

    long end() {
        return end;
    }

    void add(byte[] bytes, int from, int length) {
        int done = 0;
        while (done < length) {
            int inside = (int) ((end - firstChunkAt) % CHUNK);
            if (firstChunkAt + (long) chunks.size() * CHUNK == end) {
                byte[] reused = spare;
                spare = null;
                chunks.addLast(reused != null ? reused : new byte[CHUNK]);
                inside = 0;
            }
            int some = Math.min(length - done, CHUNK - inside);
            System.arraycopy(bytes, from + done, chunks.getLast(), inside, some);
            done += some;
            end += some;
        }
    }

    /** A copy of bytes that were added and not dropped. */
    byte[] copy(long position, int count) {
        byte[] copy = new byte[count];
        int at = (int) (position - firstChunkAt);
        int done = 0;
        Iterator<byte[]> chunk = chunks.iterator();
        for (int skip = at / CHUNK; skip > 0; skip--) {
            chunk.next();
        }
        while (done < count) {
            int inside = (at + done) % CHUNK;
            int some = Math.min(count - done, CHUNK - inside);
            System.arraycopy(chunk.next(), inside, copy, done, some);
            done += some;
        }
        return copy;
    }

    /** Bytes before that offset are not asked for any more. */
    void dropBefore(long offset) {
        while (!chunks.isEmpty() && firstChunkAt + CHUNK <= offset) {
            spare = chunks.removeFirst();
            firstChunkAt += CHUNK;
        }
    }

    /** Nothing is added any more, so only what was added takes memory. */
    void shrink() {
        spare = null;
        byte[] last = chunks.pollLast();
        if (last != null) {
            int used = (int) (end - firstChunkAt - (long) chunks.size() * CHUNK);
            chunks.addLast(Arrays.copyOf(last, used));
        }
    }

    void clear() {
        chunks.clear();
        spare = null;
        firstChunkAt = end;
    }
}
