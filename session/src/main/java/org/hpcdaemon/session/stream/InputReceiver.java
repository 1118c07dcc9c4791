package org.hpcdaemon.session.stream;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.session.route.Route;
import org.jspecify.annotations.Nullable;

/**
 * One agent's bytes on their way into a terminal or a standard input. Its offset outlives the connections that
 * bring them, so that a byte sent again is not typed twice. What waits here is bounded by the stream's window;
 * acknowledged is what was really written. Thread-safe.
 */
public final class InputReceiver implements AutoCloseable {
    /** Where the bytes go. */
    public interface Sink {
        /** Waits until they are written; false if the reader has gone. */
        boolean write(byte[] bytes) throws InterruptedException;

        /** The last byte was written. */
        void end();
    }

    // The protocol's "at least every 256 KiB".
    private static final long ACK_EVERY = 256 << 10;
    // Of less, one acknowledgement in such a time: a typist's key has its own, and each frame of a transfer has not.
    private static final long ACK_AFTER = TimeUnit.MILLISECONDS.toNanos(20);
    // Keystrokes come one by one: room for many of them in one allocation.
    private static final int SMALLEST_CHUNK = 4 << 10;
    // A piece that is being written at a rebinding is not counted by the agent's window.
    private static final long WINDOW = Limits.STREAM_WINDOW + Limits.BINARY_BYTES;

    private final Sink sink;
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private long received;
    private long taken;
    private long endsAt = Long.MAX_VALUE;
    private int writing;
    private boolean started;
    private boolean closed;
    private @Nullable Input current;

    public InputReceiver(Sink sink) {
        this(sink, 0);
    }

    /** @param begin the offset of the first byte that is wanted: what is before it is there already */
    public InputReceiver(Sink sink, long begin) {
        this.sink = sink;
        this.received = begin;
        this.taken = begin;
    }

    /**
     * Takes bytes from that stream from now on. What was received and not written is forgotten: the agent sends
     * again from {@link Input#from}.
     */
    public synchronized Input bind(Route route, int stream) {
        waiting.clear();
        received = taken + writing;
        Input input = new Input(route, stream, received);
        current = input;
        notifyAll();
        return input;
    }

    /** One stream number's time with this receiver. */
    public final class Input {
        private final Route route;
        private final int stream;
        private final long from;
        private long announced;
        private long announcedAt = System.nanoTime() - ACK_AFTER;

        private Input(Route route, int stream, long from) {
            this.route = route;
            this.stream = stream;
            this.from = from;
            this.announced = from;
        }

        /** The next byte that is wanted. */
        public long from() {
            return from;
        }

        /** Begins to acknowledge. */
        public void start() {
            Thread.ofVirtual().name("ack-" + stream).start(this::acknowledge);
        }

        /** See {@link org.hpcdaemon.session.route.StreamEndpoint#bytes}. */
        public void bytes(long offset, ByteBuffer bytes) {
            receive(this, offset, bytes);
        }

        /** See {@link org.hpcdaemon.session.route.StreamEndpoint#end}. */
        public void end(long offset) {
            endAt(this, offset);
        }

        /** Takes nothing more from here; what was received is written still. */
        public void stop() {
            forget(this);
        }

        private void acknowledge() {
            try {
                long offset = nextAcknowledgement(this);
                while (offset >= 0 && route.send(new Notice.StreamAck(stream, offset))) {
                    offset = nextAcknowledgement(this);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void receive(Input input, long offset, ByteBuffer bytes) {
        if (input != current || closed) {
            return;
        }
        if (offset > received) {
            throw HpcException.invalid("input at offset " + offset + ", and " + received + " is expected next");
        }
        int known = (int) Math.min(bytes.remaining(), received - offset);
        ByteBuffer fresh = bytes.slice(bytes.position() + known, bytes.remaining() - known);
        if (!fresh.hasRemaining()) {
            return;
        }
        if (received + fresh.remaining() > endsAt) {
            throw HpcException.invalid("input past its own end at " + endsAt);
        }
        if (received + fresh.remaining() - taken > WINDOW) {
            throw HpcException.invalid("more than " + Limits.STREAM_WINDOW + " bytes of input are unacknowledged");
        }
        received += fresh.remaining();
        ByteBuffer last = waiting.peekLast();
        if (last == null || last.remaining() < fresh.remaining()) {
            last = ByteBuffer.allocate(Math.max(SMALLEST_CHUNK, fresh.remaining()));
            waiting.addLast(last);
        }
        last.put(fresh);
        begin();
    }

    private synchronized void endAt(Input input, long offset) {
        if (input != current) {
            return;
        }
        if (offset != received) {
            throw HpcException.invalid("input ends at " + offset + ", and " + received + " bytes came");
        }
        endsAt = offset;
        begin();
    }

    private void begin() {
        if (!started && !closed) {
            started = true;
            Thread.ofVirtual().name("input").start(this::write);
        }
        notifyAll();
    }

    private void write() {
        try {
            boolean wanted = true;
            byte[] piece = nextPiece();
            while (piece.length > 0) {
                // The reader has gone: the agent must not wait for it, so the rest is taken and dropped.
                wanted = wanted && sink.write(piece);
                written(piece.length);
                piece = nextPiece();
            }
            sink.end();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Empty at the end. */
    private synchronized byte[] nextPiece() throws InterruptedException {
        while (waiting.isEmpty() && taken < endsAt && !closed) {
            wait();
        }
        ByteBuffer first = closed ? null : waiting.pollFirst();
        if (first == null) {
            return new byte[0];
        }
        byte[] piece = bytes(first.flip());
        writing = piece.length;
        return piece;
    }

    /** Of a large frame, which fills what was made for it, without another copy. */
    private static byte[] bytes(ByteBuffer chunk) {
        if (chunk.arrayOffset() == 0 && chunk.array().length == chunk.remaining()) {
            return chunk.array();
        }
        byte[] bytes = new byte[chunk.remaining()];
        chunk.get(bytes);
        return bytes;
    }

    private synchronized void written(int count) {
        taken += count;
        writing = 0;
        notifyAll();
    }

    /** -1 when there will be none. */
    private synchronized long nextAcknowledgement(Input input) throws InterruptedException {
        while (true) {
            if (input != current || closed) {
                return -1;
            }
            boolean idle = waiting.isEmpty() && writing == 0 && taken > input.announced;
            long left = idle && taken < endsAt ? input.announcedAt + ACK_AFTER - System.nanoTime() : 0;
            if (taken - input.announced >= ACK_EVERY || (idle && left <= 0)) {
                input.announced = taken;
                input.announcedAt = System.nanoTime();
                return taken;
            }
            wait(idle ? TimeUnit.NANOSECONDS.toMillis(left) + 1 : 0);
        }
    }

    private synchronized void forget(Input input) {
        if (input == current) {
            current = null;
            notifyAll();
        }
    }

    /** Ends it; what waits is forgotten. */
    @Override
    public synchronized void close() {
        closed = true;
        waiting.clear();
        notifyAll();
    }
}
