package org.hpcdaemon.protocol.message.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.hpcdaemon.protocol.Limits;
import org.junit.jupiter.api.Test;

final class CaptureTest {
    private static Captured capture(byte[] all, int piece) {
        Capture capture = new Capture();
        for (int at = 0; at < all.length; at += piece) {
            capture.add(all, at, Math.min(piece, all.length - at));
        }
        return capture.captured();
    }

    @Test
    void aCutNeverBreaksACharacter() {
        for (int shift = 0; shift < 4; shift++) {
            String all = "x".repeat(shift) + "€".repeat(50_000);
            Captured captured = capture(all.getBytes(StandardCharsets.UTF_8), 1000 + shift);
            assertThat(captured.base64()).isFalse();
            assertThat(all).startsWith(captured.head()).endsWith(captured.tail());
            assertThat(captured.omitted()
                            + captured.head().getBytes(StandardCharsets.UTF_8).length
                            + captured.tail().getBytes(StandardCharsets.UTF_8).length)
                    .isEqualTo(150_000 + shift);
        }
    }

    @Test
    void nothingIsLeftOutUpToTheCap() {
        String all = "ab".repeat(Limits.CAPTURE_BYTES / 2);
        assertThat(capture(all.getBytes(StandardCharsets.UTF_8), 777)).isEqualTo(new Captured(all, 0, "", false));
        assertThat(capture((all + "c").getBytes(StandardCharsets.UTF_8), 777).omitted())
                .isEqualTo(1);
    }
}
