package org.hpcdaemon.protocol.message.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MemoryAmountTest {
    @ParameterizedTest
    @CsvSource({
        "4000, 4000",
        "512M, 512",
        "4G, 4096",
        "2g, 2048",
        "4GB, 4096",
        "3mb, 3",
        "1T, 1048576",
        "2048K, 2",
        "1k, 1",
        "0, 0"
    })
    void isReadAsSbatchReadsIt(String text, long mebibytes) {
        assertThat(MemoryAmount.mebibytes(text)).hasValue(mebibytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "4 G", "4B", "4GiB", "1.5G", "lots", "99999999999"})
    void otherTextsAreNotAmounts(String text) {
        assertThat(MemoryAmount.mebibytes(text)).isEmpty();
    }
}
