package org.hpcdaemon.link.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.hpcdaemon.link.Connection;
import org.hpcdaemon.link.Ended;
import org.hpcdaemon.link.Peer;
import org.hpcdaemon.link.network.Causes;
import org.hpcdaemon.protocol.message.route.CloseCode;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket: its reader hands on whole, bounded messages; its writer sends what is queued, as much at once as is there; its
 * heartbeat ends it when nothing arrives. Messages queued before {@link #serve} wait.
 */
final class SocketConnection implements Connection {
    static final Duration PING_INTERVAL = Duration.ofSeconds(15);
    /** Two pings may be lost before a connection counts as dead. */
    static final Duration SILENCE = Duration.ofSeconds(30);
    /** How often the heartbeat looks; also the least that a goodbye may take to leave. */
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);
    /** For what is being handled when the connection ends: no peer may block for long, and a defect must not keep the link. */
    private static final Duration LAST_CALLBACK = Duration.ofSeconds(3);

    private static final int NORMAL = CloseCode.NORMAL.number();

    private final Peer peer;
    private final LongSupplier nanos;
    private final SendQueue queue = new SendQueue();
    private final CompletableFuture<Ended> ended = new CompletableFuture<>();
    private volatile long lastHeard;

    /** How it ends once the goodbye has left; absent while neither side said one. */
    private volatile Ended.@Nullable Closed closing;

    SocketConnection(Peer peer, LongSupplier nanos) {
        this.peer = peer;
        this.nanos = nanos;
    }

    /** Serves an open socket until it ends. Runs on the link's own thread, beside one for the reader and one for the writer. */
    Ended serve(OpenSocket open) throws InterruptedException {
        lastHeard = nanos.getAsLong();
        peer.opened(this);
        // Both of the platform's kind: they wait in the kernel, and wake without a thread between.
        Thread writer = Thread.ofPlatform().name("link-writer").daemon().start(() -> write(open.frames()));
        Thread reader = Thread.ofPlatform().name("link-reader").daemon().start(() -> read(open.messages()));
        try {
            return watch();
        } finally {
            queue.close();
            open.close();
            writer.join();
            reader.join(LAST_CALLBACK);
        }
    }

    private Ended watch() throws InterruptedException {
        long lastPing = nanos.getAsLong();
        Ended asked = null;
        while (true) {
            try {
                return ended.get(LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                long now = nanos.getAsLong();
                if (now - lastHeard > SILENCE.toNanos()) {
                    over(new Ended.Lost("nothing heard for " + SILENCE.toSeconds() + " s"));
                } else if (asked != null) {
                    over(asked); // A whole look ago, and the goodbye has not left: the peer does not read.
                } else if (now - lastPing >= PING_INTERVAL.toNanos() && queue.ping()) {
                    lastPing = now;
                }
                asked = closing;
            } catch (ExecutionException e) {
                return new Ended.Lost(String.valueOf(e.getCause()));
            }
        }
    }

    private void write(FrameWriter frames) {
        try {
            Optional<Outbound> next = queue.take();
            while (next.isPresent()) {
                frames.add(next.get());
                next = queue.poll();
                if (next.isEmpty() || !frames.hasRoomFor(next.get())) {
                    frames.flush();
                    next = next.isPresent() ? next : queue.take();
                }
            }
            Ended asked = closing;
            if (asked != null) {
                over(asked);
            }
        } catch (IOException e) {
            lost(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(FrameReader messages) {
        try {
            while (handle(messages.next())) {
                lastHeard = nanos.getAsLong();
            }
        } catch (FrameReader.Violation e) {
            queue.close(new Outbound.Close(e.code(), String.valueOf(e.getMessage())));
            lost(e);
        } catch (IOException | RuntimeException | Error e) {
            lost(e);
        }
    }

    /** Whether another follows. */
    private boolean handle(Inbound message) {
        switch (message) {
            case Inbound.Text(String text) -> peer.text(text);
            case Inbound.Binary(ByteBuffer bytes) -> peer.binary(bytes);
            case Inbound.Ping(ByteBuffer payload) ->
                queue.pong(new Outbound.Pong(
                        ByteBuffer.allocate(payload.remaining()).put(payload).flip()));
            case Inbound.Pong _ -> {
                // Heard, which is all that it says.
            }
            case Inbound.Close(int code, String reason) -> {
                // The same code back (section 5.5.1), unless there was none to send.
                closing = closing == null ? new Ended.Closed(code, reason) : closing;
                queue.close(new Outbound.Close(code == FrameReader.NO_CODE ? NORMAL : code, reason));
                return false;
            }
            case Inbound.End _ -> {
                over(new Ended.Lost("the connection was cut"));
                return false;
            }
        }
        return true;
    }

    private void lost(Throwable cause) {
        over(new Ended.Lost(Causes.describe(cause)));
    }

    /** What ends while a goodbye is said has ended by that. */
    private void over(Ended how) {
        Ended asked = closing;
        ended.complete(asked == null ? how : asked);
    }

    @Override
    public boolean text(String message) {
        return queue.put(new Outbound.Text(message));
    }

    @Override
    public boolean binary(ByteBuffer message) {
        return queue.put(new Outbound.Binary(message));
    }

    @Override
    public boolean binary(ByteBuffer head, ByteBuffer body) {
        return queue.put(new Outbound.Binary(head, body));
    }

    @Override
    public void close(int code, String reason) {
        if (closing == null) {
            closing = new Ended.Closed(code, reason);
        }
        queue.close(new Outbound.Close(code, reason));
    }
}
