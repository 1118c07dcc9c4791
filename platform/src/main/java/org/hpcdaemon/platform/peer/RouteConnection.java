package org.hpcdaemon.platform.peer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.hpcdaemon.link.Connection;
import org.hpcdaemon.link.Ended;
import org.hpcdaemon.link.Peer;
import org.hpcdaemon.link.Transport;
import org.hpcdaemon.platform.relay.AgentPort;
import org.hpcdaemon.platform.relay.Message;
import org.hpcdaemon.platform.relay.RelayRoute;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.route.CloseCode;
import org.hpcdaemon.protocol.message.route.RouteClose;
import org.jspecify.annotations.Nullable;

/**
 * One route, from both of its ends: to the relay it is an agent's port, to the session a connection. Towards the daemon one
 * message is on its way at a time, as from a WebSocket; the sender of the next one waits. Thread-safe.
 */
final class RouteConnection implements Transport.Attempt, Connection, AgentPort {
    private static final int SERVICE_UNAVAILABLE = 503;

    private sealed interface Arrival {
        record Delivered(Message message, Runnable done) implements Arrival {}

        record Over(Ended ended) implements Arrival {}
    }

    private final Peer peer;
    private final Function<AgentPort, RelayRoute> door;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition free = lock.newCondition();

    /** At most one message, since the relay hands over one at a time, and the end. */
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

    private @Nullable RelayRoute route;
    private boolean reading = true;
    private boolean sending;
    private @Nullable RouteClose closed;

    /** @param door opens the route, or throws {@link HpcException} */
    RouteConnection(Peer peer, Function<AgentPort, RelayRoute> door) {
        this.peer = peer;
        this.door = door;
    }

    @Override
    public Ended serve(Runnable opened) throws InterruptedException {
        RelayRoute open;
        try {
            open = door.apply(this);
        } catch (HpcException e) {
            stopReading();
            return new Ended.Refused(SERVICE_UNAVAILABLE, e.code(), e.reason());
        }
        RouteClose before = begin(open);
        if (before != null) {
            open.abort(before);
            stopReading();
            return new Ended.Closed(before.code(), before.reason());
        }
        opened.run();
        try {
            peer.opened(this);
            while (true) {
                switch (arrivals.take()) {
                    case Arrival.Delivered(Message message, Runnable done) -> deliver(message, done);
                    case Arrival.Over(Ended ended) -> {
                        return ended;
                    }
                }
            }
        } finally {
            close(CloseCode.GOING_AWAY.number(), "the session has ended");
            stopReading();
        }
    }

    /** Returns how it was closed before it was open, if it was. */
    private @Nullable RouteClose begin(RelayRoute open) {
        lock.lock();
        try {
            route = open;
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void deliver(Message message, Runnable done) {
        try {
            switch (message) {
                case Message.Text text -> peer.text(text.text());
                case Message.Binary binary -> peer.binary(binary.payload());
            }
        } finally {
            done.run();
        }
    }

    @Override
    public void send(Message message, Runnable done) {
        lock.lock();
        try {
            if (reading) {
                arrivals.add(new Arrival.Delivered(message, done));
                return;
            }
        } finally {
            lock.unlock();
        }
        done.run();
    }

    /** What has not been read by now is dropped, and what comes later at once. */
    private void stopReading() {
        lock.lock();
        try {
            reading = false;
        } finally {
            lock.unlock();
        }
        arrivals.forEach(arrival -> {
            if (arrival instanceof Arrival.Delivered(Message _, Runnable done)) {
                done.run();
            }
        });
    }

    @Override
    public boolean text(String message) {
        return forward(new Message.Text(message, message.getBytes(StandardCharsets.UTF_8).length));
    }

    @Override
    public boolean binary(ByteBuffer message) {
        return forward(new Message.Binary(message));
    }

    private boolean forward(Message message) {
        RelayRoute open;
        lock.lock();
        try {
            while (sending && closed == null) {
                free.await();
            }
            if (closed != null || route == null) {
                return false;
            }
            sending = true;
            open = route;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
        open.fromAgent(message, this::sent);
        return true;
    }

    private void sent() {
        lock.lock();
        try {
            sending = false;
            free.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The relay's end of it: the daemon has closed the route, or gone. */
    @Override
    public void close(RouteClose close) {
        end(close);
    }

    /** The session's end of it. */
    @Override
    public void close(int code, String reason) {
        RouteClose close = new RouteClose(code, reason);
        RelayRoute open = end(close);
        if (open != null) {
            open.agentClosed(close);
        }
    }

    /** Ends it on both sides at once, also before it is open. */
    void abort(RouteClose close) {
        RelayRoute open = end(close);
        if (open != null) {
            open.abort(close);
        }
    }

    /** Returns the route, if this is its first end. */
    private @Nullable RelayRoute end(RouteClose close) {
        lock.lock();
        try {
            if (closed != null) {
                return null;
            }
            closed = close;
            free.signalAll();
            arrivals.add(new Arrival.Over(new Ended.Closed(close.code(), close.reason())));
            return route;
        } finally {
            lock.unlock();
        }
    }
}
