package org.hpcdaemon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShellWordTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "/opt/hpc/bin",
                "",
                "two words",
                "it's",
                "'",
                "$HOME `id` $(id)",
                "a\nb",
                "~",
                "*",
                "-n",
                "ü",
                "%",
                "\\"
            })
    void aShellReadsTheTextBackAsOneWord(String text) throws Exception {
        for (String word : new String[] {ShellWord.of(text), ShellWord.quoted(text)}) {
            Process shell = new ProcessBuilder("sh", "-c", "printf '%s|' " + word).start();
            assertThat(shell.getInputStream().readAllBytes())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(text + "|");
        }
    }
}
