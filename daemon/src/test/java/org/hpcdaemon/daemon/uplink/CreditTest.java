package org.hpcdaemon.daemon.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.util.concurrent.atomic.AtomicLong;
import org.hpcdaemon.protocol.Limits;
import org.junit.jupiter.api.Test;

class CreditTest {
    private static final int STALLED = 32;

    private final Credit credit = new Credit(Limits.ROUTE_WINDOW);

    /** A stream whose reader acknowledges nothing takes all it gets, and then waits. */
    private Thread stalled(AtomicLong owed) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                int count = 1;
                while (count > 0) {
                    count = credit.takeShare(Limits.BINARY_BYTES, owed::get);
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
            Thread sender = stalled(owed);
            await().until(() -> sender.getState() == Thread.State.WAITING && owed.get() > 0);
            first = i == 0 ? owed.get() : first;
        }

        assertThat(first).isGreaterThan(Limits.ROUTE_WINDOW / 16);
        assertThat(credit.takeShare(Limits.BINARY_BYTES, () -> 0)).isGreaterThan(1024);
        credit.close();
        assertThat(credit.takeShare(1, () -> 0)).isZero();
    }
}
