package org.hpcdaemon.agent.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalModesTest {
    private static final String ESC = "\u001b";

    private final TerminalModes modes = new TerminalModes();

    private int note(String output) {
        byte[] bytes = output.replace("^[", ESC).replace("^G", "\u0007").getBytes(StandardCharsets.UTF_8);
        return modes.note(bytes, bytes.length);
    }

    private String undo() {
        return new String(modes.undo(), StandardCharsets.US_ASCII).replace(ESC, "^[");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "^[[?1049h^[[22;0;0t^[[?1h^[=^[[?2004h^[[?25l | ^[[?1l^[[?25h^[[?1049l^[[?2004l^[>",
                "^[[?1000;1006h^[[?1002h | ^[[?1000l^[[?1002l^[[?1006l",
                "^[[?7l | ^[[?7h",
                "^[[1;31mred | ^[[0m",
                "^[(0lqqk | ^[(B",
                "^[[2;20r | ^[7^[[r^[8",
            })
    void whatAProgramChangedIsUndone(String output, String undone) {
        note(output);
        assertThat(undo()).isEqualTo(undone);
    }

    @ParameterizedTest
    @CsvSource({
        "plain text",
        "^[[?1049h in vim ^[[?1049l",
        "^[[?25l^[[?25h",
        "^[[1mbold^[[0m^[[31mred^[[m",
        "^[(0^[(B",
        "^[[2;20r^[[r",
        "^[[?1049h^[[?1h^[=^[[31m^[c",
        "^[[4h^[[?12h",
        "^[]133;A^G"
    })
    void whatAProgramLeftAsItWasNeedsNothing(String output) {
        note(output);
        assertThat(undo()).isEmpty();
    }

    @Test
    void aSequenceMayBeCutAnywhere() {
        String output = ESC + "[?1049h" + ESC + "[?1000;1006h" + ESC + "[31m";
        for (int cut = 0; cut <= output.length(); cut++) {
            TerminalModes each = new TerminalModes();
            byte[] bytes = output.getBytes(StandardCharsets.US_ASCII);
            each.note(bytes, cut);
            byte[] rest = Arrays.copyOfRange(bytes, cut, bytes.length);
            each.note(rest, rest.length);
            assertThat(new String(each.undo(), StandardCharsets.US_ASCII))
                    .as("cut at %s", cut)
                    .isEqualTo(ESC + "[?1000l" + ESC + "[?1006l" + ESC + "[?1049l" + ESC + "[0m");
        }
    }

    @Test
    void outputThatEndsWithinASequenceDoesNotSwallowTheUndoing() {
        note("^[[?25l^[[3");
        assertThat(undo()).isEqualTo("\u0018^[[?25h");
    }

    @Test
    void aTitleIsSavedBeforeTheFirstThatIsSetAndRestored() {
        assertThat(note("^[[?25l^[[?25h")).isEqualTo(-1);
        // Right before it: the piece may begin in the midst of a character or of another sequence.
        assertThat(note("text ^[]0;remote^G")).isEqualTo("text ".length());
        assertThat(note("^[]2;again^[\\")).isEqualTo(-1);
        assertThat(undo()).isEqualTo("^[[23;0t");
    }

    @Test
    void aTitleWhoseSequenceIsOnTheScreenInPartIsLeftAsItIs() {
        note("^[]");
        assertThat(note("0;remote^G")).isEqualTo(-1);
        assertThat(undo()).isEmpty();
    }
}
