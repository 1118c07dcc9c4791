package org.hpcdaemon.session.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long a place is kept for a reader that was cut off; the time is the test's. */
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
}
