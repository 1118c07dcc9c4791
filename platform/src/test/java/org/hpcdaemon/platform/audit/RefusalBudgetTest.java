package org.hpcdaemon.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.hpcdaemon.platform.audit.RefusalBudget.Counted;
import org.junit.jupiter.api.Test;

/** How many refusals are told, of one source and of many, and what is said of the rest. */
final class RefusalBudgetTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final RefusalBudget budget = new RefusalBudget();

    private long told(String source, int refusals, Instant now) {
        return IntStream.range(0, refusals)
                .filter(_ -> budget.spend(source, now))
                .count();
    }

    @Test
    void ofOneSourceSomeAreToldTheRestIsCountedAndTheNextHourBeginsAnew() {
        assertThat(told("eve", 1000, START)).isEqualTo(RefusalBudget.OF_ONE);
        assertThat(told("ann", 3, START)).isEqualTo(3);
        assertThat(budget.settle(START.plus(Duration.ofMinutes(59)))).isEmpty();

        Instant later = START.plus(RefusalBudget.PERIOD);
        assertThat(budget.settle(later)).containsExactly(new Counted("eve", 1000L - RefusalBudget.OF_ONE, START));
        assertThat(told("eve", 1000, later)).isEqualTo(RefusalBudget.OF_ONE);
    }

    @Test
    void aClockThatIsSetBackBeginsAnew() {
        assertThat(told("eve", 1000, START.plus(Duration.ofDays(30)))).isEqualTo(RefusalBudget.OF_ONE);
        assertThat(budget.settle(START)).hasSize(1);
        assertThat(told("eve", 1, START)).isEqualTo(1);
    }

    @Test
    void fromManySourcesNoMoreThanTheBoundOfAllIsToldAndTheRestIsOneCount() {
        long told = IntStream.range(0, 100_000)
                .filter(number -> budget.spend("address-" + number, START))
                .count();
        assertThat(told).isEqualTo(RefusalBudget.OF_ALL);
        assertThat(budget.settle(START.plus(RefusalBudget.PERIOD)))
                .containsExactly(new Counted(null, 100_000L - RefusalBudget.OF_ALL, START));
        assertThat(budget.settle(START.plus(Duration.ofDays(1)))).isEmpty();
    }
}
