package org.hpcdaemon.session.stream;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.frame.StreamFrame;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.session.route.Route;

/**
 * Sends one output to one stream of a route from a virtual thread of its own, as far as the stream's window and
 * the route's credit go. Thread-safe.
 */
public final class StreamSender {
    private final OutputRing ring;
    private final OutputRing.Place place;
    private final Route route;
    private final int stream;
    private final Listener listener;
    private final boolean sharing;
    private final AtomicBoolean saidTaken = new AtomicBoolean();
    private final Object credit = new Object();
    private final Thread thread;
    private volatile boolean stopped;
    private volatile long position;
    // Guarded by credit: bytes the route's window counts for this stream, and where they begin.
    private long owed;
    private long acknowledged;
    private boolean endSent;

    /** Hears of the stream's last two moments, each once, on a virtual thread. */
    public interface Listener {
        /** {@code stream.end} was sent. */
        void ended();

        /** The agent has all of it. */
        void taken();
    }

    /**
     * @param position the first offset wanted; if it is gone already, a gap is sent first
     */
    public StreamSender(
            OutputRing ring, OutputRing.Place place, long position, Route route, int stream, Listener listener) {
        this(ring, place, position, route, stream, listener, false);
    }

    private StreamSender(
            OutputRing ring,
            OutputRing.Place place,
            long position,
            Route route,
            int stream,
            Listener listener,
            boolean sharing) {
        this.sharing = sharing;
        this.ring = ring;
        this.place = place;
        this.position = position;
        this.acknowledged = position;
        this.route = route;
        this.stream = stream;
        this.listener = listener;
        this.thread = Thread.ofVirtual().name("send-" + stream).unstarted(this::run);
    }

    /** One from offset 0 that leaves room for the other streams of the route, should its reader stall. */
    public static StreamSender sharing(
            OutputRing ring, OutputRing.Place place, Route route, int stream, Listener listener) {
        return new StreamSender(ring, place, 0, route, stream, listener, true);
    }

    /** Begins to send; the agent must know by now what the stream is. */
    public void start() {
        thread.start();
    }

    private void run() {
        try {
            boolean open = true;
            while (open) {
                open = switch (ring.next(place, position, () -> stopped)) {
                    case Next.Bytes(int count) -> send(count);
                    case Next.Gap(long to) -> skip(to);
                    case Next.End() -> end();
                    case Next.Stopped() -> false;
                };
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // stopped
        }
    }

    private boolean send(int available) throws InterruptedException {
        int count = sharing
                ? route.takeShare(available, Limits.FORWARD_SHARE, this::owed)
                : route.takeCredit(available) ? available : 0;
        if (count == 0) {
            return false;
        }
        byte[] bytes = ring.copy(position, count);
        if (bytes == null) {
            route.returnCredit(count);
            return true;
        }
        synchronized (credit) {
            if (stopped) {
                route.returnCredit(count);
                return false;
            }
            owed += count;
        }
        long at = position;
        position = at + count;
        return route.send(new StreamFrame(stream, at, ByteBuffer.wrap(bytes)));
    }

    private long owed() {
        synchronized (credit) {
            return owed;
        }
    }

    private boolean skip(long to) {
        long from = position;
        position = to;
        synchronized (credit) {
            acknowledged = Math.max(acknowledged, to); // what is gone was never owed
        }
        return route.send(new Notice.StreamGap(stream, from, to));
    }

    private boolean end() {
        if (route.send(new Notice.StreamEnd(stream, position))) {
            listener.ended();
            synchronized (credit) {
                endSent = true;
            }
            sayTaken();
        }
        return false;
    }

    /** The agent has everything before {@code offset}. Throws if that was never sent. Does not block. */
    public void acknowledged(long offset) {
        if (offset > position) {
            throw HpcException.invalid("acknowledged " + offset + ", and only " + position + " was sent");
        }
        long freed;
        synchronized (credit) {
            freed = stopped ? 0 : Math.min(owed, Math.max(0, offset - acknowledged));
            owed -= freed;
            acknowledged = Math.max(acknowledged, offset);
        }
        if (freed > 0) {
            route.returnCredit(freed);
        }
        ring.acknowledge(place, offset);
        if (ring.endsAt(offset)) {
            Thread.ofVirtual().name("taken-" + stream).start(this::sayTaken);
        }
    }

    private void sayTaken() {
        boolean all;
        synchronized (credit) {
            all = endSent && acknowledged >= position;
        }
        if (all && saidTaken.compareAndSet(false, true)) {
            ring.finish(place);
            listener.taken();
        }
    }

    /** Sends no more, and gives the route back what will never be acknowledged. Idempotent; does not block. */
    public void stop() {
        long freed;
        synchronized (credit) {
            stopped = true;
            freed = owed;
            owed = 0;
        }
        if (freed > 0) {
            route.returnCredit(freed);
        }
        thread.interrupt();
        ring.wake();
    }
}
