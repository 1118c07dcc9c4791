package org.hpcdaemon.daemon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.machine.ClusterInfo;
import org.hpcdaemon.testkit.TestClock;
import org.junit.jupiter.api.Test;

final class ClusterTest {
    private static final Duration LEAST = Duration.ofSeconds(10);

    private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));
    private final AtomicInteger asked = new AtomicInteger();
    private boolean away;

    private final Cluster cluster = new Cluster(
            () -> {
                asked.incrementAndGet();
                if (away) {
                    throw new HpcException(ErrorCode.SCHEDULER_UNAVAILABLE, "away; ask again later");
                }
                return info();
            },
            clock,
            LEAST);

    @Test
    void whoWantsToBeAskedLessOftenIsAskedLessOften() {
        Cluster patient = new Cluster(
                () -> {
                    asked.incrementAndGet();
                    return info();
                },
                clock,
                Duration.ofMinutes(5));
        patient.info();
        clock.advance(Duration.ofSeconds(299));
        patient.info();
        assertThat(asked).hasValue(1);
        clock.advance(Duration.ofSeconds(1));
        patient.info();
        assertThat(asked).hasValue(2);
    }

    @Test
    void howeverOftenAgentsAskTheSchedulerIsAskedOnceAMinute() {
        for (int i = 0; i < 100; i++) {
            assertThat(cluster.info().at()).isEqualTo(clock.instant());
        }
        assertThat(asked).hasValue(1);
        clock.advance(Duration.ofSeconds(60));
        assertThat(cluster.info().at()).isEqualTo(clock.instant());
        assertThat(asked).hasValue(2);
    }

    @Test
    void aClockThatIsSetBackMakesNoAnswerLast() {
        clock.advance(Duration.ofDays(30));
        cluster.info();
        clock.advance(Duration.ofDays(-30));
        assertThat(cluster.info().at()).isEqualTo(clock.instant());
        cluster.info();
        assertThat(asked).hasValue(2);
    }

    @Test
    void whileTheSchedulerIsAwayTheLastAnswerStandsAndItIsLeftAlone() {
        ClusterInfo known = cluster.info();
        away = true;
        clock.advance(Duration.ofSeconds(60));
        for (int i = 0; i < 100; i++) {
            assertThat(cluster.info()).isEqualTo(known);
        }
        assertThat(asked).hasValue(2);
    }

    @Test
    void withoutAnyAnswerItSaysSoAndTriesAgainLater() {
        away = true;
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(cluster::info).hasMessage("away; ask again later");
        }
        assertThat(asked).hasValue(1);
        away = false;
        clock.advance(Duration.ofSeconds(60).plus(Duration.ofSeconds(1)));
        assertThat(cluster.info()).isNotNull();
    }

    private ClusterInfo info() {
        return new ClusterInfo(
                "local",
                clock.instant(),
                null,
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                List.of());
    }
}
