package org.hpcdaemon.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = Backoff.standard(new Random(1));

    @Test
    void everyWaitIsBelowItsDoublingBoundAndTheCap() {
        for (int attempt = 0; attempt < 100; attempt++) {
            Duration bound = Duration.ofMillis(Math.min(30_000, 250L << Math.min(attempt, 30)));
            assertThat(backoff.delay(attempt)).isBetween(Duration.ZERO, bound);
        }
        assertThat(backoff.delay(Integer.MAX_VALUE)).isLessThanOrEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void whatOnlySomebodysChangeMendsIsTriedMinutesApart() {
        for (int attempt = 0; attempt < 100; attempt++) {
            assertThat(backoff.rare()).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(4));
        }
    }

    @Test
    void waitsAreSpreadOverTheWholeRange() {
        var seconds = new Random(2)
                .ints(500)
                .mapToLong(_ -> backoff.delay(50).toSeconds() / 10)
                .boxed()
                .distinct();
        assertThat(seconds).contains(0L, 1L, 2L);
    }
}
