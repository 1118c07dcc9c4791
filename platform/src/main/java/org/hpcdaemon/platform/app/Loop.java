package org.hpcdaemon.platform.app;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The platform's small recurring chores, on one thread; one that fails is tried again at its next turn. */
final class Loop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Loop.class.getName());

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("chores").factory());

    void every(Duration interval, String chore, Runnable task) {
        // The future would tell only of its cancelling, which is done by closing.
        var _ = timer.scheduleWithFixedDelay(
                () -> run(chore, task), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private static void run(String chore, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, chore + " failed this time; it is tried again at its next turn", e);
        }
    }
}
