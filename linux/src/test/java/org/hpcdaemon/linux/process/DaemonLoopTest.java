package org.hpcdaemon.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.array;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
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

    @Test
    void aFullDiskIsALineAndNoDefect() {
        List<LogRecord> log = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger(DaemonLoop.class.getName());
        Handler kept = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                log.add(entry);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(kept);
        DaemonLoop.Round round = () -> {
            if (rounds.incrementAndGet() == 1) {
                throw new UncheckedIOException(new FileSystemException("/h/s", null, "No space left on device"));
            }
            return false;
        };
        try (DaemonLoop loop = new DaemonLoop("full", round, Duration.ofMillis(1), this::thread)) {
            loop.start();
            await().until(() -> rounds.get() == 2);
            assertThat(log)
                    .filteredOn(entry -> entry.getParameters() != null
                            && List.of(entry.getParameters()).contains("full"))
                    .singleElement()
                    .returns(null, LogRecord::getThrown)
                    .extracting(LogRecord::getParameters)
                    .asInstanceOf(array(Object[].class))
                    .contains("the disk or quota that holds /h/s is full: free some space");
        } finally {
            logger.removeHandler(kept);
        }
    }
}
