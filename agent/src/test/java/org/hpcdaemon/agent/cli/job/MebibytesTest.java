package org.hpcdaemon.agent.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

final class MebibytesTest {
    @Test
    void isReadAsADirectiveIs() {
        assertThat(new Mebibytes().convert("4GB")).isEqualTo(4096);
    }

    @Test
    void otherTextsAreRefusedInWords() {
        assertThatThrownBy(() -> new Mebibytes().convert("lots"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("'lots' is not an amount of memory; give one such as 512M or 4G");
    }
}
