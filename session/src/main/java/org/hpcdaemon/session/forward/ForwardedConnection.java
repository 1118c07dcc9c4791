package org.hpcdaemon.session.forward;

import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import java.util.function.Consumer;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.session.route.Activity;
import org.hpcdaemon.session.route.Route;
import org.hpcdaemon.session.stream.Bound;
import org.hpcdaemon.session.stream.InputReceiver;
import org.hpcdaemon.session.stream.OutputRing;
import org.hpcdaemon.session.stream.StreamSender;

/**
 * A connection joined to a stream of an agent. Over when both directions have ended, when either side breaks it off, or with the
 * agent's own connection. Thread-safe.
 */
final class ForwardedConnection {
    private static final int BLOCK = 32 << 10;

    private final Socket socket;
    private final Route route;
    private final int stream;
    private final Instant since;
    private final Consumer<ForwardedConnection> onOver;
    private final OutputRing ring = new OutputRing(Limits.FORWARD_BUFFER, false, System::nanoTime);
    private final InputReceiver receiver = new InputReceiver(new ToSocket());
    private final Bound bound;
    private boolean taken;
    private boolean given;
    private boolean over;

    /**
     * Holds the stream's number from now on.
     *
     * @param socket connected; closed with this
     * @param onOver told once, when it is over
     */
    ForwardedConnection(Socket socket, Route route, int stream, Instant since, Consumer<ForwardedConnection> onOver) {
        this.socket = socket;
        this.route = route;
        this.stream = stream;
        this.since = since;
        this.onOver = onOver;
        OutputRing.Place place = new OutputRing.Place();
        ring.hold(place, 0);
        StreamSender sender = StreamSender.sharing(ring, place, route, stream, new StreamSender.Listener() {
            @Override
            public void ended() {}

            @Override
            public void taken() {
                directionEnded(true);
            }
        });
        // The route's end is told on the link's reader, which must not wait for a socket.
        bound = new Bound(
                route,
                stream,
                sender,
                receiver.bind(route, stream),
                () -> Thread.ofVirtual().name("forward-cut").start(this::close));
    }

    /** Begins to pass bytes: called once the answer is on its way. */
    void start() {
        bound.start();
        Thread.ofVirtual().name("forward-" + stream).start(this::read);
    }

    boolean isOf(Route asked, int number) {
        return route.equals(asked) && stream == number;
    }

    Activity activity() {
        return new Activity(route.caller(), since);
    }

    private void read() {
        byte[] block = new byte[BLOCK];
        try {
            for (int count = socket.getInputStream().read(block);
                    count >= 0;
                    count = socket.getInputStream().read(block)) {
                if (!ring.append(block, count)) {
                    return;
                }
            }
            ring.end();
        } catch (IOException e) {
            broken(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private final class ToSocket implements InputReceiver.Sink {
        @Override
        public boolean write(byte[] bytes) {
            try {
                socket.getOutputStream().write(bytes);
                return true;
            } catch (IOException e) {
                broken(e);
                return false;
            }
        }

        @Override
        public void end() {
            try {
                socket.shutdownOutput();
            } catch (IOException _) {
                // It has ended already, in both directions; reading says so.
            }
            directionEnded(false);
        }
    }

    /** @param toAgent whether the agent has all that came from the socket; otherwise the socket has all that came from it */
    private void directionEnded(boolean toAgent) {
        boolean both;
        synchronized (this) {
            taken |= toAgent;
            given |= !toAgent;
            both = taken && given;
        }
        if (both) {
            close();
        }
    }

    private void broken(IOException cause) {
        fail(String.valueOf(cause.getMessage()));
    }

    /** Ends it for the account owner, and tells the agent. */
    void end() {
        fail("this forwarded connection was ended at the machine, or with its agent's key");
    }

    private void fail(String reason) {
        if (!isOver()) {
            boolean _ = route.send(new Notice.StreamFailed(stream, reason));
            close();
        }
    }

    synchronized boolean isOver() {
        return over;
    }

    /** Ends it at once. Idempotent. */
    void close() {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        bound.close();
        receiver.close();
        ring.release();
        try {
            socket.close();
        } catch (IOException _) {
            // It is of no use any more either way.
        }
        onOver.accept(this);
    }
}
