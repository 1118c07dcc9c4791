package org.hpcdaemon.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class DaemonLoopTest {
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicReference<Thread> thread = new AtomicReference<>(Thread.currentThread());

    private Thread thread(Runnable task) {
        Thread made = Thread.ofVirtual().unstarted(task);
        thread.set(made);
        return made;
    }

    @Test
    void aRoundThatFailsIsFollowedByOthers() {
        DaemonLoop.Round round = () -> {
            if (rounds.incrementAndGet() < 3) {
                throw new IllegalStateException("a defect");
            }
            return false;
        };
        try (DaemonLoop loop = new DaemonLoop("test", round, Duration.ofMillis(1), this::thread)) {
            loop.start();
            await().until(() -> rounds.get() == 3);
            await().until(() -> !thread.get().isAlive());
        }
    }

    @Test
    void closingDoesNotWaitForARoundThatHangs() {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        DaemonLoop.Round round = () -> {
            hangs.countDown();
            while (over.getCount() > 0) {
                try {
                    over.await();
                } catch (InterruptedException _) {
                    // as a call that waits in the kernel does not hear it
                }
            }
            return false;
        };
        DaemonLoop loop = new DaemonLoop("test", round, Duration.ofMillis(1), this::thread);
        loop.start();
        await().until(() -> hangs.getCount() == 0);

        loop.close(Duration.ofMillis(1));

        assertThat(thread.get().isAlive()).isTrue();
        over.countDown();
        await().until(() -> !thread.get().isAlive());
    }

    @Test
    void closingEndsItAlsoWhileItWaits() {
        DaemonLoop.Round round = () -> {
            rounds.incrementAndGet();
            Thread.currentThread().join();
            return true;
        };
        DaemonLoop loop = new DaemonLoop("test", round, Duration.ofMillis(1), this::thread);
        loop.start();
        await().until(() -> rounds.get() == 1);

        loop.close();

        await().until(() -> !thread.get().isAlive());
        assertThat(rounds).hasValue(1);
    }
}
