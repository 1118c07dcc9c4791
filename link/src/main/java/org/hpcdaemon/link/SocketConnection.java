package org.hpcdaemon.link;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket of the JDK's client: its reader puts pieces together to whole, bounded messages; its writer sends
 * one message at a time; its heartbeat ends it when nothing arrives. Messages queued before {@link #serve} wait.
 */
final class SocketConnection implements Connection, WebSocket.Listener {
    static final Duration PING_EVERY = Duration.ofSeconds(15);
    /** Two pings may be lost before a connection counts as dead. */
    static final Duration SILENCE = Duration.ofSeconds(30);
    /**
     * How soon a line that went quiet after data is asked whether it is there. The JDK's client loses the end of a
     * stream that comes right behind a message, while that is being handled (it wants demand for an end as well, and
     * throws an InternalError which nobody sees); two pings find a socket that is gone, since its host resets them.
     */
    static final Duration QUIET = Duration.ofSeconds(1);

    private static final int TOO_BIG = 1009;
    private static final int CLOSE_REASON_BYTES = 123;

    private final Peer peer;
    private final LongSupplier nanos;
    private final int maxBytes;
    private final SendQueue queue = new SendQueue();
    private final CompletableFuture<Ended> ended = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private ByteBuffer binary = ByteBuffer.allocate(16 << 10);
    private volatile @Nullable WebSocket socket;
    private volatile long lastHeard;
    private volatile boolean doubtful;

    SocketConnection(Peer peer, LongSupplier nanos, int maxBytes) {
        this.peer = peer;
        this.nanos = nanos;
        this.maxBytes = maxBytes;
        lastHeard = nanos.getAsLong();
    }

    /** Serves an opened socket until it ends. Runs on the link's own thread, beside one for the writer. */
    Ended serve(WebSocket open) throws InterruptedException {
        Thread writer = Thread.ofVirtual().name("link-writer").start(() -> write(open));
        try {
            long lastPing = nanos.getAsLong();
            CompletableFuture<WebSocket> ping = CompletableFuture.completedFuture(open);
            while (true) {
                try {
                    return ended.get(QUIET.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException _) {
                    long now = nanos.getAsLong();
                    long silence = now - lastHeard;
                    if (silence > SILENCE.toNanos()) {
                        ended.complete(new Ended.Lost("nothing heard for " + SILENCE.toSeconds() + " s"));
                    } else if (now - lastPing >= PING_EVERY.toNanos() || (doubtful && silence >= QUIET.toNanos())) {
                        // One at a time: a socket that takes nothing for the moment takes no second one, and is not
                        // lost.
                        if (ping.isDone()) {
                            lastPing = now;
                            ping = open.sendPing(ByteBuffer.allocate(0));
                            var _ = ping.exceptionally(this::lost);
                        }
                    }
                } catch (ExecutionException e) {
                    return new Ended.Lost(String.valueOf(e.getCause()));
                }
            }
        } finally {
            queue.close();
            open.abort();
            writer.join();
        }
    }

    private void write(WebSocket open) {
        try {
            for (Optional<Outbound> next = queue.take(); next.isPresent(); next = queue.take()) {
                next.get().sendTo(open).get();
            }
        } catch (ExecutionException e) {
            lost(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable WebSocket lost(Throwable cause) {
        ended.complete(new Ended.Lost(Causes.describe(cause)));
        return null;
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
    public void close(int code, String reason) {
        queue.close();
        WebSocket open = socket;
        if (open == null) {
            return;
        }
        byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
        String fitting = bytes.length <= CLOSE_REASON_BYTES ? reason : reason.substring(0, CLOSE_REASON_BYTES / 4);
        var _ = open.sendClose(code, fitting)
                .orTimeout(1, TimeUnit.SECONDS)
                .whenComplete((_, _) -> ended.complete(new Ended.Closed(code, fitting)));
    }

    @Override
    public void onOpen(WebSocket open) {
        socket = open;
        lastHeard = nanos.getAsLong();
        peer.opened(this);
        open.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket open, CharSequence data, boolean last) {
        heard(true);
        if (text.length() + data.length() > maxBytes) {
            tooBig(open);
            return null;
        }
        text.append(data);
        if (last) {
            String message = text.toString();
            text.setLength(0);
            if (text.capacity() > 64 << 10) {
                text.trimToSize();
            }
            peer.text(message);
        }
        open.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket open, ByteBuffer data, boolean last) {
        heard(true);
        if (last && binary.position() == 0) {
            peer.binary(data);
        } else if (binary.position() + data.remaining() > maxBytes) {
            tooBig(open);
            return null;
        } else {
            if (binary.remaining() < data.remaining()) {
                int wanted = Math.max(binary.position() + data.remaining(), 2 * binary.capacity());
                binary = ByteBuffer.allocate(Math.min(wanted, maxBytes)).put(binary.flip());
            }
            binary.put(data);
            if (last) {
                peer.binary(binary.flip());
                binary.clear();
            }
        }
        open.request(1);
        return null;
    }

    private void heard(boolean data) {
        lastHeard = nanos.getAsLong();
        doubtful = data;
    }

    private void tooBig(WebSocket open) {
        var _ = open.sendClose(TOO_BIG, "message over " + maxBytes + " bytes");
        ended.complete(new Ended.Lost("the peer sent a message over " + maxBytes + " bytes"));
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket open, ByteBuffer message) {
        heard(false);
        open.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket open, ByteBuffer message) {
        heard(false);
        open.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket open, int code, String reason) {
        ended.complete(new Ended.Closed(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket open, Throwable error) {
        lost(error);
    }
}
