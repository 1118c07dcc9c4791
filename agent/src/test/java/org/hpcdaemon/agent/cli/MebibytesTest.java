package org.hpcdaemon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class MebibytesTest {
    @ParameterizedTest
    @CsvSource({"4000, 4000", "512M, 512", "4G, 4096", "2g, 2048", "1T, 1048576", "2048K, 2", "1k, 1", "0, 0"})
    void isReadAsSbatchReadsIt(String text, long mebibytes) {
        assertThat(new Mebibytes().convert(text)).isEqualTo(mebibytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "4 G", "4GB", "1.5G", "lots", "99999999999"})
    void saysInWordsWhatIsNone(String text) {
        assertThatThrownBy(() -> new Mebibytes().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("'" + text + "' is no amount of memory; expected one such as 512M or 4G");
    }
}
