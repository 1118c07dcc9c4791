package org.hpcdaemon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "ü€𝄞", "a\u0000b", "\ufffd"})
    void textIsWhatWasEncoded(String text) {
        assertThat(Utf8.text(text.getBytes(StandardCharsets.UTF_8))).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "61c3", "c328", "eda080", "c080", "f4908080"})
    void invalidUtf8IsNoText(String hex) {
        assertThat(Utf8.text(HexFormat.of().parseHex(hex))).isEmpty();
    }

    @Test
    void aBufferIsReadFromItsPositionWhichStays() {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {(byte) 0xff, 'a', 'b', (byte) 0xff}, 1, 2);

        assertThat(Utf8.text(buffer)).contains("ab");
        assertThat(buffer.position()).isEqualTo(1);
    }
}
