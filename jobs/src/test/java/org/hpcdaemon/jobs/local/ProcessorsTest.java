package org.hpcdaemon.jobs.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessorsTest {
    @Test
    void theKernelsListIsRead() {
        assertThat(Processors.parse("0-2,8,10-11")).containsExactly(0, 1, 2, 8, 10, 11);
        assertThat(Processors.parse("3")).containsExactly(3);
        assertThat(Processors.parse("")).isEmpty();
        assertThat(Processors.parse("all")).isEmpty();
    }

    @Test
    void freeProcessorsAreTakenFirst() {
        List<Integer> allowed = List.of(2, 3, 6, 7);

        assertThat(Processors.choose(allowed, 2, List.of())).containsExactly(2, 3);
        assertThat(Processors.choose(allowed, 2, List.of(2, 6))).containsExactly(3, 7);
        assertThat(Processors.choose(allowed, 1, List.of(2, 3, 6, 7, 2, 3, 7))).containsExactly(6);
    }

    @Test
    void aJobThatAsksForAllIsBoundToNone() {
        assertThat(Processors.choose(List.of(0, 1), 2, List.of(0))).isEmpty();
        assertThat(Processors.choose(List.of(), 1, List.of())).isEmpty();
    }
}
