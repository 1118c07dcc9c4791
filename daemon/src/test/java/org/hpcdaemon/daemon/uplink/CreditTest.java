package org.hpcdaemon.daemon.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.hpcdaemon.testkit.Patience.await;

import java.util.concurrent.atomic.AtomicLong;
import org.hpcdaemon.protocol.Limits;
import org.junit.jupiter.api.Test;

class CreditTest {
    private static final int STALLED = 32;

    private final Credit credit = new Credit(Limits.ROUTE_WINDOW);

    /** A stream whose reader acknowledges nothing takes all it gets, and then waits. */
    private Thread stalled(int share, AtomicLong owed) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                int count = 1;
                while (count > 0) {
                    count = credit.takeShare(Limits.BINARY_BYTES, share, owed::get);
                    owed.addAndGet(count);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Test
    void streamsWhoseReadersStallLeaveRoomForTheOthers() throws InterruptedException {
        long first = 0;
        for (int i = 0; i < STALLED; i++) {
            AtomicLong owed = new AtomicLong();
            Thread sender = stalled(Limits.FORWARD_SHARE, owed);
            await().until(() -> sender.getState() == Thread.State.WAITING && owed.get() > 0);
            first = i == 0 ? owed.get() : first;
        }

        assertThat(first).isGreaterThan(Limits.ROUTE_WINDOW / 16);
        assertThat(credit.takeShare(Limits.BINARY_BYTES, Limits.FORWARD_SHARE, () -> 0))
                .isGreaterThan(1024);
        credit.close();
        assertThat(credit.takeShare(1, Limits.FORWARD_SHARE, () -> 0)).isZero();
    }

    @Test
    void aDownloadThatStallsTakesHalfOfWhatItFound() {
        AtomicLong first = new AtomicLong();
        Thread sender = stalled(Limits.DOWNLOAD_SHARE, first);
        await().until(() -> sender.getState() == Thread.State.WAITING && first.get() > 0);
        AtomicLong second = new AtomicLong();
        Thread other = stalled(Limits.DOWNLOAD_SHARE, second);
        await().until(() -> other.getState() == Thread.State.WAITING && second.get() > 0);

        assertThat(first.get()).isCloseTo(Limits.STREAM_WINDOW, withPercentage(1));
        assertThat(second.get()).isCloseTo(Limits.STREAM_WINDOW / 2, withPercentage(1));
        credit.close();
    }
}
