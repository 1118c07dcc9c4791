package org.hpcdaemon.jobs.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class QueryBudgetTest {
    private final QueryBudget budget = new QueryBudget(Duration.ofSeconds(10));

    @Test
    void aCallerThatAsksForMoreGetsOneInTenSecondsAndWhatWasSavedUp() {
        assertThat(askedBetween(1000, 1060)).isEqualTo(6 + 5);
        assertThat(askedBetween(1060, 1120)).isEqualTo(6);
    }

    @Test
    void afterAQuietMinuteSixMayBeAskedAtOnceAndNoMoreAfterAQuietDay() {
        askedBetween(1000, 1120);
        assertThat(askedBetween(1180, 1181)).isEqualTo(6);
        assertThat(askedBetween(90_000, 90_001)).isEqualTo(6);
    }

    @Test
    void aQuestionAboutOneTaskCostsAQuarter() {
        Instant now = Instant.ofEpochSecond(1000);
        int asked = 0;
        for (; budget.allows(now); asked++) {
            budget.spend(now, true);
        }
        assertThat(asked).isEqualTo(21);
        assertThat(budget.allows(now.plusMillis(2500))).isTrue();
    }

    @Test
    void aClockThatIsSetBackCostsNoMoreThanWhatIsSavedUp() {
        askedBetween(90_000, 90_060);
        assertThat(askedBetween(1000, 1010)).isZero();
        assertThat(askedBetween(1010, 1070)).isEqualTo(6);
    }

    @Test
    void withoutAnIntervalThereIsNoLimit() {
        QueryBudget none = new QueryBudget(Duration.ZERO);
        Instant now = Instant.ofEpochSecond(1000);
        assertThat(IntStream.range(0, 1000).filter(_ -> {
                    none.spend(now, false);
                    return none.allows(now);
                }))
                .hasSize(1000);
    }

    /** By one who tries ten times a second. */
    private int askedBetween(int from, int to) {
        int asked = 0;
        for (Instant now = Instant.ofEpochSecond(from);
                now.isBefore(Instant.ofEpochSecond(to));
                now = now.plusMillis(100)) {
            if (budget.allows(now)) {
                budget.spend(now, false);
                asked++;
            }
        }
        return asked;
    }
}
