package org.hpcdaemon.link;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.hpcdaemon.protocol.message.route.CloseCode;
import org.jspecify.annotations.Nullable;

/**
 * A connection that comes back: connects, serves, waits with jitter, connects again, until its peer
 * says stop or it is closed. One thread; thread-safe.
 */
public final class Link implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Link.class.getName());

    private final Transport transport;
    private final Peer peer;
    private final Backoff backoff;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<Transport.@Nullable Attempt> current = new AtomicReference<>();
    private final Thread loop;

    public Link(String name, Transport transport, Peer peer, Backoff backoff) {
        this.transport = transport;
        this.peer = peer;
        this.backoff = backoff;
        loop = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    public void start() {
        loop.start();
    }

    private void run() {
        try {
            int failures = 0;
            while (stopped.getCount() > 0) {
                boolean[] opened = {false};
                Duration wait;
                try {
                    Ended ended = once(opened);
                    failures = opened[0] ? 0 : failures + 1;
                    wait = switch (peer.closed(ended)) {
                        case STOP -> {
                            stopped.countDown();
                            yield Duration.ZERO;
                        }
                        case RECONNECT -> backoff.delay(failures);
                        case RECONNECT_LATE -> backoff.delay(Integer.MAX_VALUE);
                        case RECONNECT_RARELY -> backoff.rare();
                    };
                } catch (RuntimeException | Error e) {
                    failures++;
                    wait = backoff.delay(failures);
                    LOG.log(
                            Level.ERROR,
                            "the link failed with an internal error; it connects again in " + wait.toMillis() + " ms",
                            e);
                }
                if (stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Ended once(boolean[] opened) throws InterruptedException {
        Transport.Attempt attempt = transport.attempt(peer);
        current.set(attempt); // before its peer hears that it is open, and may close the link at once
        try {
            return attempt.serve(() -> opened[0] = true);
        } finally {
            current.set(null);
        }
    }

    /** Says goodbye to the peer and ends; returns when the last callback has returned. */
    @Override
    public void close() {
        stopped.countDown();
        Transport.Attempt attempt = current.get();
        if (attempt != null) {
            attempt.close(CloseCode.NORMAL.number(), "bye");
        }
        try {
            if (!loop.join(Duration.ofSeconds(3))) {
                loop.interrupt();
                loop.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
