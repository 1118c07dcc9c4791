package org.hpcdaemon.daemon.setup.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text for terminals of every width. */
final class ParagraphTest {
    private static final String TEXT = "  - change and delete what you may change, in the directories that you allow";

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 12, 20, 40, 76, 77, 80, 500})
    void noWordIsBrokenOrLostAndNoLineWithSeveralWordsIsTooLong(int columns) {
        assertThat(Paragraph.lines(TEXT, columns))
                .allSatisfy(line -> assertThat(line.length() <= columns
                                || line.strip().replaceFirst("^- ", "").indexOf(' ') < 0)
                        .as(line)
                        .isTrue());
        assertThat(String.join(" ", Paragraph.lines(TEXT, columns)).replaceAll(" +", " "))
                .isEqualTo(TEXT.replaceAll(" +", " "));
    }

    @Test
    void linesAreIndentedUnderTheFirstAndAPromptKeepsItsLastBlank() {
        assertThat(Paragraph.lines(TEXT, 40))
                .containsExactly(
                        "  - change and delete what you may", "    change, in the directories that you", "    allow");
        assertThat(Paragraph.lines("Directories [/a/long/path]: ", 20))
                .containsExactly("Directories", "[/a/long/path]: ");
        assertThat(Paragraph.lines("", 20)).containsExactly("");
    }

    @Test
    void aTerminalThatDoesNotSayHowWideItIsHasEightyColumns() {
        assertThat(Paragraph.lines("word ".repeat(20).strip(), 0).getFirst()).hasSizeLessThanOrEqualTo(80);
    }
}
