package org.hpcdaemon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class TestClockTest {
    @Test
    void standsStillUntilMovedAndMovesInEveryZone() {
        TestClock clock = TestClock.at("2026-01-01T00:00:00Z");
        var elsewhere = clock.withZone(ZoneId.of("Europe/Berlin"));
        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));

        clock.advance(Duration.ofSeconds(90));
        assertThat(elsewhere.instant()).isEqualTo(Instant.parse("2026-01-01T00:01:30Z"));

        clock.set(Instant.EPOCH);
        assertThat(clock.millis()).isZero();
    }
}
