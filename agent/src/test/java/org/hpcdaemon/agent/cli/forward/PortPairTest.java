package org.hpcdaemon.agent.cli.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class PortPairTest {
    private static PortPair of(String text) {
        return new PortPair.Parser().convert(text);
    }

    @Test
    void oneTwoOrThreePartsNamePorts() {
        assertThat(of("8888")).isEqualTo(new PortPair(8888, null, 8888));
        assertThat(of("0:8888")).isEqualTo(new PortPair(0, null, 8888));
        assertThat(of("6007:gpu12:6006")).isEqualTo(new PortPair(6007, "gpu12", 6006));
        assertThat(of("6007:[fd00::1]:6006")).isEqualTo(new PortPair(6007, "fd00::1", 6006));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "65536", "x", "1::2", "1:2:3:4", "-1", "1:0"})
    void whatNamesNoPortIsRefusedByName(String text) {
        assertThatThrownBy(() -> of(text)).isInstanceOf(TypeConversionException.class);
    }
}
