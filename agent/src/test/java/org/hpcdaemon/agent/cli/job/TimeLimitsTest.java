package org.hpcdaemon.agent.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimeLimitsTest {
    @ParameterizedTest
    @CsvSource({
        "3, 180",
        "90:30, 5430",
        "1:00:00, 3600",
        "2-0, 172800",
        "1-12:30, 131400",
        "1-02:03:04, 93784",
        "45s, 45",
        "90m, 5400",
        "12h, 43200",
        "2d, 172800"
    })
    void timeLimitsAreThoseOfSbatchAndThoseWithAUnit(String text, long seconds) {
        assertThat(new TimeLimits().convert(text).toSeconds()).isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0:00", "0m", "-5", "1:2:3:4", "500ms", "1.5h", "soon", "UNLIMITED"})
    void anythingElseIsRefusedWithTheFormsThereAre(String text) {
        assertThatThrownBy(() -> new TimeLimits().convert(text))
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("HH:MM:SS");
    }
}
