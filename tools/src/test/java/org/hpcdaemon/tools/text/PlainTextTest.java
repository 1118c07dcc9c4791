package org.hpcdaemon.tools.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.hpcdaemon.protocol.message.value.Captured;
import org.junit.jupiter.api.Test;

final class PlainTextTest {
    @Test
    void whatATerminalMakesUseOfIsLeftOut() {
        assertThat(PlainText.of("\u001b[1;31mred\u001b[0m \u001b]0;title\u0007x\u001b(B\u001b[?2004h\b!\u0000\n"))
                .isEqualTo("red x!\n");
        assertThat(PlainText.of("\u202eright to left")).isEqualTo("right to left");
        assertThat(PlainText.of("tab\there\r\nnext\r\n")).isEqualTo("tab\there\nnext\n");
    }

    @Test
    void ofAProgressBarTheLastStateStays() {
        assertThat(PlainText.of(" 10%\r 50%\r100%\ndone\n")).isEqualTo("100%\ndone\n");
        assertThat(PlainText.of(" 10%\r 50%\r")).isEqualTo(" 50%");
    }

    @Test
    void bytesThatAreNoUtf8AreShownAsSuch() {
        assertThat(PlainText.of(new byte[] {'a', (byte) 0xff, 'b'})).isEqualTo("a\ufffdb");
    }

    @Test
    void aPieceEndsWithAWholeCharacter() {
        byte[] bytes = "aü€🚀".getBytes(StandardCharsets.UTF_8);
        int[] whole = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10};
        for (int length = 0; length <= bytes.length; length++) {
            assertThat(PlainText.wholeCharacters(bytes, length))
                    .as("of " + length)
                    .isEqualTo(whole[length]);
        }
    }

    @Test
    void aLongOutputHasItsBeginningItsEndAndAWayToTheRest() {
        String lines = "0123456789abcde\n".repeat(1000);
        Excerpt excerpt = Excerpt.whole(lines.getBytes(StandardCharsets.UTF_8));
        String text = excerpt.text(1000, "output{id:\"x\", from:");
        assertThat(text).startsWith("0123456789abcde\n").endsWith("abcde\n");
        assertThat(text).contains("… 15,000 bytes left out; output{id:\"x\", from:250}\n");
        assertThat(text.length()).isLessThan(1100);
    }

    @Test
    void whatWasLeftOutBeforeIsCountedToo() {
        Excerpt excerpt = Excerpt.of(new Captured("begin", 1_000_000, "end", false));
        assertThat(excerpt.size()).isEqualTo(1_000_008);
        assertThat(excerpt.text(1000, "rest")).isEqualTo("begin\n… 1,000,000 bytes left out; rest5}\nend");
    }

    @Test
    void nothingOfItIsBrokenWhereverItIsCut() {
        Excerpt excerpt = Excerpt.whole("€".repeat(1000).getBytes(StandardCharsets.UTF_8));
        for (int most = 200; most < 212; most++) {
            assertThat(excerpt.text(most, "")).doesNotContain("\ufffd");
        }
    }
}
