package org.hpcdaemon.daemon.job.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RequeueCodesTest {
    @Test
    void bothSettingsAreReadOutOfWhatARealScontrolPrints() throws IOException {
        assertThat(RequeueCodes.parse(Captured.text("config-22.05.txt")).stream())
                .containsExactly(42, 43, 44, 77);
    }

    @Test
    void listsAndRangesAreReadAndNothingElse() {
        assertThat(RequeueCodes.parse("RequeueExit             = 1,3-5\n").stream())
                .containsExactly(1, 3, 4, 5);
        assertThat(RequeueCodes.parse("RequeueExit             = (null)\nRequeueExitHold         = (null)\n").stream())
                .isEmpty();
        assertThat(RequeueCodes.parse("XRequeueExit = 1\nRequeueExit = SPECIAL\nRequeueExit = 5-2x\n").stream())
                .isEmpty();
    }

    @Test
    void untilSomebodyHasSaidAnyFailureMayBeRunAgain() {
        RequeueCodes codes = new RequeueCodes(new Commands(Map.of("PATH", "/nonexistent")));
        codes.refresh(Instant.EPOCH);

        assertThat(codes.mayHave(1)).isTrue();
        assertThat(codes.mayHave(0)).isFalse();
    }
}
