package org.hpcdaemon.session.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.junit.jupiter.api.Test;

/** How long a place is kept for a reader that was cut off, in the test's time; and what is read without one. */
final class OutputRingTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
    private final OutputRing ring = new OutputRing(1000, false, nanos::get);

    @Test
    void aPlaceIsKeptForItsTimeAndNoLonger() {
        OutputRing.Place place = new OutputRing.Place();
        ring.hold(place, 0);
        ring.lose(place);

        nanos.addAndGet(OutputRing.HOLD.toNanos() - 1); // Past the end of the numbers, as may happen.
        assertThat(ring.isHeld(place)).isTrue();
        nanos.addAndGet(1);
        assertThat(ring.isHeld(place)).isFalse();
    }

    @Test
    void whoHoldsNoPlaceReadsWhatIsThereAndSeesWhatIsGone() throws Exception {
        OutputRing last = new OutputRing(1000, true, nanos::get);
        last.append(new byte[1500], 1500);

        assertThat(last.read(0L, 100, Duration.ZERO))
                .isEqualTo(new LogChunk(500, Bytes.of(new byte[100]), 1500, false));
        assertThat(last.read(null, 100, Duration.ZERO).from()).isEqualTo(1400);
        assertThat(last.read(1500L, 100, Duration.ZERO).data().length()).isZero();
        assertThatThrownBy(() -> last.read(1501L, 100, Duration.ZERO)).hasMessageContaining("past the end");
    }

    @Test
    void aReaderWaitsForTheNextByteOrTheEnd() throws Exception {
        OutputRing live = new OutputRing(1000, true, nanos::get);
        CompletableFuture<LogChunk> byteRead = waiting(live);
        live.append(new byte[] {7}, 1);
        assertThat(byteRead)
                .succeedsWithin(Duration.ofMinutes(1))
                .isEqualTo(new LogChunk(0, Bytes.of(new byte[] {7}), 1, false));

        OutputRing silent = new OutputRing(1000, true, nanos::get);
        CompletableFuture<LogChunk> endRead = waiting(silent);
        silent.end();
        assertThat(endRead)
                .succeedsWithin(Duration.ofMinutes(1))
                .isEqualTo(new LogChunk(0, Bytes.of(new byte[0]), 0, true));
    }

    private static CompletableFuture<LogChunk> waiting(OutputRing ring) {
        CompletableFuture<LogChunk> read = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                read.complete(ring.read(0L, 100, Duration.ofMinutes(5)));
            } catch (InterruptedException e) {
                read.completeExceptionally(e);
            }
        });
        return read;
    }
}
