package org.hpcdaemon.jobs.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class SurveyPaceTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration FLOOR = Duration.ofSeconds(10);

    private final SurveyPace pace = new SurveyPace(FLOOR, FLOOR, Duration.ofSeconds(60));

    @Test
    void theFirstQuestionIsAskedAtOnceAndNoHintMakesTheNextComeBeforeTheFloor() {
        assertThat(pace.due(START, false)).isTrue();
        pace.asked(START);

        assertThat(pace.due(START.plusMillis(9_999), true)).isFalse();
        assertThat(pace.due(START.plusSeconds(10), true)).isTrue();
    }

    @Test
    void whileNothingChangesItAsksLessAndLessOftenAndAHintComesBeforeThat() {
        pace.asked(START);
        pace.answered(false, Duration.ZERO);
        assertThat(pace.due(START.plusSeconds(14), false)).isFalse();
        assertThat(pace.due(START.plusSeconds(15), false)).isTrue();
        for (int i = 0; i < 20; i++) {
            pace.answered(false, Duration.ZERO);
        }
        assertThat(pace.due(START.plusSeconds(59), false)).isFalse();
        assertThat(pace.due(START.plusSeconds(60), false)).isTrue();
        assertThat(pace.due(START.plusSeconds(10), true)).isTrue();

        pace.answered(true, Duration.ZERO);
        assertThat(pace.due(START.plusSeconds(10), false)).isTrue();
    }

    @Test
    void aSchedulerThatTookLongIsLeftAlone() {
        pace.asked(START);
        pace.answered(true, Duration.ofSeconds(4));
        assertThat(pace.due(START.plusSeconds(39), false)).isFalse();
        assertThat(pace.due(START.plusSeconds(40), false)).isTrue();
    }

    @Test
    void aClockThatIsSetBackDelaysNoQuestion() {
        pace.asked(START.plus(Duration.ofDays(30)));
        assertThat(pace.due(START, false)).isTrue();
        pace.asked(START);
        assertThat(pace.due(START.plusSeconds(9), false)).isFalse();
    }

    @Test
    void newJobsMakeItAskAsAtTheStart() {
        pace.asked(START);
        pace.answered(false, Duration.ofSeconds(100));
        pace.quicken();
        assertThat(pace.due(START.plusSeconds(10), false)).isTrue();
    }
}
