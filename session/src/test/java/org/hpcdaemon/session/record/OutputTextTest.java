package org.hpcdaemon.session.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Characters that pieces cut, and bytes that are none. */
final class OutputTextTest {
    @Test
    void charactersAreWholeWhereverThePiecesEnd() {
        String text = "aö€\ud83d\ude00z";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                OutputText output = new OutputText(RecordedStream.TERMINAL);
                String all = output.add(ByteBuffer.wrap(bytes, 0, first).slice())
                        + output.add(
                                ByteBuffer.wrap(bytes, first, second - first).slice())
                        + output.add(ByteBuffer.wrap(bytes, second, bytes.length - second)
                                .slice())
                        + output.end();
                assertThat(all).isEqualTo(text);
            }
        }
    }

    @Test
    void whatIsInvalidIsReplacedAsAllAtOnce() {
        byte[] bytes = {'a', (byte) 0xff, 'b', (byte) 0xc3, (byte) 0x28, (byte) 0xf0, (byte) 0x9f, 'c', 0, (byte) 0xe2};
        OutputText output = new OutputText(RecordedStream.TERMINAL);
        StringBuilder all = new StringBuilder();
        for (byte each : bytes) {
            all.append(output.add(ByteBuffer.wrap(new byte[] {each})));
        }
        all.append(output.end());
        assertThat(all.toString()).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
    }
}
