package org.hpcdaemon.linux.restrict;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What a thread gives up for its children is given up by no thread of the daemon that stays. */
final class RestrictionTest {
    /**
     * A thread that wakes a virtual one may start another carrier for it, if none is idle, and what it starts is restricted as it is.
     * In a JVM of its own, which may have many carriers.
     */
    @Test
    void noCarrierOfVirtualThreadsIsLeftRestricted() throws Exception {
        Process trial = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-Djdk.virtualThreadScheduler.parallelism=" + 2 * Trial.ROUNDS,
                        "-Djdk.virtualThreadScheduler.maxPoolSize=" + 2 * Trial.ROUNDS,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Trial.class.getName())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("restricted: 0\n");
        assertThat(trial.waitFor()).isZero();
    }

    static final class Trial {
        /** Each starts a carrier or two. */
        static final int ROUNDS = 10;

        private Trial() {}

        static void main() throws Exception {
            for (int round = 0; round < ROUNDS; round++) {
                spawnWhileAllCarriersAreBusy();
            }
            System.out.println("restricted: " + restricted());
        }

        private static void spawnWhileAllCarriersAreBusy() throws InterruptedException {
            CountDownLatch asked = new CountDownLatch(1);
            CountDownLatch busy = new CountDownLatch(1);
            AtomicBoolean done = new AtomicBoolean();
            Thread asking = Thread.ofVirtual().start(() -> {
                try {
                    int _ = new Restriction(Kernel::noNewPrivileges).spawn(() -> {
                        asked.countDown();
                        awaitIt(busy);
                        return 0;
                    });
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            asked.await();
            while (asking.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            List<Thread> spinning = new ArrayList<>();
            for (long carriers = carriers(); spinning.size() < carriers; carriers = carriers()) {
                CountDownLatch spins = new CountDownLatch(1);
                spinning.add(Thread.ofVirtual().start(() -> {
                    spins.countDown();
                    while (!done.get()) {
                        Thread.onSpinWait();
                    }
                }));
                spins.await();
            }
            busy.countDown();
            asking.join();
            done.set(true);
            for (Thread thread : spinning) {
                thread.join();
            }
        }

        private static void awaitIt(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static long carriers() {
            return Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("ForkJoinPool-1-worker"))
                    .count();
        }

        /** Beside the threads that are to be, which may be about to end. */
        private static long restricted() throws IOException {
            long count = 0;
            try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
                for (Path thread : threads) {
                    String status = status(thread);
                    count += status.contains("NoNewPrivs:\t1") && !status.contains("Name:\trestricted\n") ? 1 : 0;
                }
            }
            return count;
        }

        private static String status(Path thread) throws IOException {
            try {
                return Files.readString(thread.resolve("status"));
            } catch (NoSuchFileException _) {
                return "";
            }
        }
    }
}
