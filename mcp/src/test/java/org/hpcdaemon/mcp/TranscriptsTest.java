package org.hpcdaemon.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients of each revision get, letter for letter, what they got before. */
class TranscriptsTest {
    static List<Transcript> all() {
        return Transcript.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void theServerSaysWhatItSaid(Transcript transcript) {
        assertThat(transcript.play()).isEqualTo(transcript.lines());
    }

    @ParameterizedTest
    @MethodSource("all")
    void noneHearsOfExceptions(Transcript transcript) {
        assertThat(String.join("\n", transcript.play())).doesNotContain("Exception", "java.", SmallServer.SECRET);
    }
}
