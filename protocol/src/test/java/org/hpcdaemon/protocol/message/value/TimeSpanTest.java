package org.hpcdaemon.protocol.message.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimeSpanTest {
    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "60s, PT1M", "090m, PT1H30M", "12h, PT12H", "2d, P2D", "999999999d, P999999999D"})
    void isANumberWithAUnit(String text, Duration span) {
        assertThat(TimeSpan.parse(text)).contains(span);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0s", "00h", "5", "s", "-5s", "+5s", "1.5h", "5 s", "5S", "1h30m", "1234567890s", "٣s"})
    void isNothingElse(String text) {
        assertThat(TimeSpan.parse(text)).isEmpty();
    }

    @Test
    void boundsAJobInWholeSecondsOnlyWhereSlurmsFormsAreNotAllThatIsTaken() {
        assertThat(TimeLimit.secondsOrSpan("90m")).hasValue(5400);
        assertThat(TimeLimit.secondsOrSpan("90")).hasValue(5400);
        assertThat(TimeLimit.secondsOrSpan("1500ms")).isEqualTo(OptionalLong.empty());
        assertThat(TimeLimit.seconds("90m")).isEqualTo(OptionalLong.empty());
    }
}
