package org.hpcdaemon.client.session;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A time after which a session gives up; only the latest that was set counts. Thread-safe. */
final class Deadline {
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger settings = new AtomicInteger();

    /** Calls {@code passed} in {@code limit} from now, unless it is set again, cleared or over by then. */
    void set(Duration limit, Runnable passed) {
        int mine = settings.incrementAndGet();
        Thread.ofVirtual().name("session-limit").start(() -> {
            try {
                if (!over.await(limit.toMillis(), TimeUnit.MILLISECONDS) && settings.get() == mine) {
                    passed.run();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    void clear() {
        settings.incrementAndGet();
    }

    /** The session has ended: lets the thread that waits go. */
    void over() {
        over.countDown();
    }
}
