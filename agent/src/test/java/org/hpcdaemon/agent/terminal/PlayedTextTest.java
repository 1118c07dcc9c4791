package org.hpcdaemon.agent.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a recording reaches a terminal. */
final class PlayedTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain ö \ud83d\ude00\r\n\t\b",
                "\u001b[1;38;5;196mred\u001b[0m",
                "\u001b[38:2::1:2:3mtrue colour",
                "\u001b[2J\u001b[H\u001b[10;20Hx\u001b[K\u001b[3A",
                "\u001b[?1049h\u001b[?25l\u001b[?25h\u001b[?1049l",
                "\u001b7\u001b8\u001bM\u001b(0lqk\u001b(B\u001b#8",
                "\u001b[2;20r\u001b[4h\u001b[4l\u001b[!p\u001b[2 q"
            })
    void whatDrawsOnTheScreenPasses(String text) {
        assertThat(new PlayedText().pass(text)).isEqualTo(text);
        assertThat(byCharacters(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[c",
                "\u001b[>c",
                "\u001b[=0c",
                "\u001b[6n",
                "\u001b[?6n",
                "\u001b[5n",
                "\u001bZ",
                "\u0005",
                "\u001b[18t",
                "\u001b[21t",
                "\u001b[8;50;100t",
                "\u001b[?2026$p",
                "\u001b[>q",
                "\u001b[?u",
                "\u001b[>1u",
                "\u001b[?4m",
                "\u001b[>4;2m",
                "\u001b[?2;1;0S",
                "\u001b[1x",
                "\u001b[4i",
                "\u001b[?5i",
                "\u001b[2h",
                "\u001b[12l",
                "\u001b[?1000h",
                "\u001b[?1006;1002h",
                "\u001b[?25;1004h",
                "\u001b[?2004h",
                "\u001b[?1h",
                "\u001b]0;title\u0007",
                "\u001b]52;c;aGk=\u001b\\",
                "\u001b]8;;http://x\u001b\\",
                "\u001b]11;?\u0007",
                "\u001bP$qm\u001b\\",
                "\u001bP+q544e\u001b\\",
                "\u001b_Gi=31,s=1;AAAA\u001b\\",
                "\u001b^private\u001b\\",
                "\u001bXstring\u001b\\",
                "\u001b F",
                "\u001b%G",
                "\u009b6n",
                "\u009d0;title\u0007",
                "\u0090$qm\u009c",
                "\u0000",
                "\u007f",
                "\u001b\u001b[6n",
                "\u001b[6\u001b[6n"
            })
    void whatATerminalAnswersOrKeepsDoesNot(String text) {
        assertThat(new PlayedText().pass("a" + text + "b")).isEqualTo("ab");
        assertThat(byCharacters("a" + text + "b")).isEqualTo("ab");
    }

    @Test
    void aSequenceThatIsAbandonedTakesNothingWithIt() {
        assertThat(new PlayedText().pass("\u001b]0;tit\u001b[31mred")).isEqualTo("\u001b[31mred");
        assertThat(new PlayedText().pass("\u001b[3\u0018shown")).isEqualTo("shown");
        assertThat(new PlayedText().pass("\u001b[" + "1;".repeat(200) + "mtoo long"))
                .isEqualTo("too long");
    }

    private static String byCharacters(String text) {
        PlayedText played = new PlayedText();
        StringBuilder all = new StringBuilder();
        text.chars().forEach(c -> all.append(played.pass(String.valueOf((char) c))));
        return all.toString();
    }
}
