package org.hpcdaemon.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProgramRunnerTest {
    private static final String PATH = "/usr/bin:/bin";

    @Test
    void anAnswerIsWhatWasPrintedAndHowItEnded() throws Exception {
        ProgramRunner question = new ProgramRunner(Duration.ofSeconds(20), Map.of("PATH", PATH, "WORD", "hear"));
        assertThat(question.ask(List.of("sh", "-c", "echo $WORD; echo no >&2; exit 3")))
                .isEqualTo(new ProgramRunner.Answer(3, "hear\n", "no\n"));
        assertThat(question.ask(List.of("sh", "-c", "head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2"))
                        .out())
                .hasSize(1_000_000);
    }

    @Test
    void aChildThatItLeftBehindHoldsNoAnswerUp() throws Exception {
        ProgramRunner question = new ProgramRunner(Duration.ofSeconds(20), Map.of("PATH", PATH));
        assertThat(question.ask(List.of("sh", "-c", "sleep 30 & echo $!; exit 0")))
                .satisfies(answer ->
                        ProcessHandle.of(Long.parseLong(answer.out().strip())).ifPresent(ProcessHandle::destroy));
    }

    @Test
    void aProgramThatHangsOrIsNotThereIsNotWaitedFor() {
        ProgramRunner question = new ProgramRunner(Duration.ofMillis(300), Map.of("PATH", PATH));
        assertThatThrownBy(() -> question.ask(List.of("sleep", "600")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not answer");
        assertThatThrownBy(() -> question.ask(List.of("no-such-program"))).isInstanceOf(IOException.class);
    }
}
