package org.hpcdaemon.testkit;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** One connection through the proxy: two sockets and a pump for each direction. */
final class ProxiedConnection {
    /** A socket buffer's usual worth; small enough that a cut falls inside a large message. */
    private static final int PIECE = 16 << 10;

    private static final int END = -1;
    private static final int RESET = -2;

    private final Socket near;
    private final Socket far;
    private final NetworkConditions conditions;
    private final AtomicLong untilCut;
    private final Cut plannedCut;
    private final Runnable onPlannedCut;
    private final Consumer<ProxiedConnection> onEnd;
    private final AtomicBoolean cut = new AtomicBoolean();
    private final AtomicInteger pumping = new AtomicInteger(2);

    /** @param untilCut bytes of both directions together after which it cuts itself */
    ProxiedConnection(
            Socket near,
            Socket far,
            NetworkConditions conditions,
            long untilCut,
            Cut plannedCut,
            Runnable onPlannedCut,
            Consumer<ProxiedConnection> onEnd) {
        this.near = near;
        this.far = far;
        this.conditions = conditions;
        this.untilCut = new AtomicLong(untilCut);
        this.plannedCut = plannedCut;
        this.onPlannedCut = onPlannedCut;
        this.onEnd = onEnd;
    }

    void start() {
        Thread.ofVirtual().name("proxy-up").start(() -> pump(Direction.UP, near, far));
        Thread.ofVirtual().name("proxy-down").start(() -> pump(Direction.DOWN, far, near));
    }

    /** Ends it now; bytes on their way are lost. Whether this call was the one that did. */
    boolean cut(Cut how) {
        if (!cut.compareAndSet(false, true)) {
            return false;
        }
        for (Socket socket : new Socket[] {near, far}) {
            try {
                switch (how) {
                    case RST -> reset(socket);
                    // Not closed: a close with unread bytes would send a reset. The pumps drain until the peer ends.
                    case FIN -> socket.shutdownOutput();
                }
            } catch (IOException e) {
                // The peer was first: its end is as cut as can be.
            }
        }
        conditions.wake();
        return true;
    }

    /** Frees the sockets, whatever the peers do. */
    void close() {
        cut.set(true);
        for (Socket socket : new Socket[] {near, far}) {
            try {
                socket.close();
            } catch (IOException e) {
                // Nothing is left to free.
            }
        }
        conditions.wake();
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private void pump(Direction direction, Socket from, Socket to) {
        byte[] buffer = new byte[PIECE];
        boolean lost = false;
        try {
            while (true) {
                // Held bytes stay unread, so that the sender's own buffers fill up, as behind a dead link.
                conditions.await(direction, cut::get);
                int count = read(from, buffer);
                // Again, since the conditions may have changed while nothing came.
                lost |= conditions.await(direction, cut::get) == NetworkConditions.Fate.LOSE;
                if (count > 0 && cut.get()) {
                    // What its host does when a stopped process is still written to.
                    reset(from);
                    return;
                }
                if (!lost) {
                    // TCP never delivers past a hole: a connection that lost bytes delivers nothing more, no end
                    // either.
                    forward(to, buffer, count);
                }
                if (count < 0) {
                    return;
                }
            }
        } catch (IOException e) {
            cut(Cut.RST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (pumping.decrementAndGet() == 0) {
                close();
                onEnd.accept(this);
            }
        }
    }

    private int read(Socket from, byte[] buffer) {
        try {
            return from.getInputStream().read(buffer, 0, conditions.piece(buffer.length));
        } catch (IOException e) {
            return RESET;
        }
    }

    private void forward(Socket to, byte[] buffer, int count) throws IOException, InterruptedException {
        switch (count) {
            case END -> to.shutdownOutput();
            case RESET -> cut(Cut.RST);
            default -> {
                conditions.pace(count, cut::get);
                long left = untilCut.getAndAdd(-count);
                to.getOutputStream().write(buffer, 0, Math.clamp(left, 0, count));
                if (left <= count && cut(plannedCut)) {
                    onPlannedCut.run();
                }
            }
        }
    }
}
