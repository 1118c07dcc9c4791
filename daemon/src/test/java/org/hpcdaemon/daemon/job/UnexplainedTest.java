package org.hpcdaemon.daemon.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.protocol.id.JobId;
import org.junit.jupiter.api.Test;

/** How often the scheduler is asked why single tasks ended. */
final class UnexplainedTest {
    private static final TaskKey ONE = new TaskKey(new JobId("j_123456789abcdefg"), TaskKey.PLAIN);
    private static final TaskKey OTHER = new TaskKey(ONE.job(), 3);

    private final Unexplained unexplained = new Unexplained();

    @Test
    void atOnceAndThenLessAndLessOften() {
        assertThat(unexplained.due(Instant.EPOCH)).isFalse();
        unexplained.add(ONE);
        assertThat(askedAt(0, 100)).containsExactly(0L, 2L, 6L, 14L, 30L, 46L, 62L, 78L, 94L);
    }

    @Test
    void aNewOneIsAskedAboutSoonAndNeverTwiceInASecond() {
        unexplained.add(ONE);
        askedAt(0, 20);
        unexplained.add(OTHER);
        assertThat(askedAt(21, 30)).containsExactly(21L, 23L, 27L);
        assertThat(unexplained.some()).containsExactlyInAnyOrder(ONE, OTHER);
        unexplained.add(new TaskKey(ONE.job(), 4));
        assertThat(unexplained.due(Instant.ofEpochSecond(27).plusMillis(999))).isFalse();
        assertThat(unexplained.due(Instant.ofEpochSecond(28))).isTrue();
    }

    @Test
    void whatIsExplainedIsNotAskedAboutAnyMore() {
        unexplained.add(ONE);
        unexplained.removeIf(ONE::equals);
        assertThat(askedAt(0, 100)).isEmpty();
    }

    private List<Long> askedAt(int from, int to) {
        List<Long> asked = new ArrayList<>();
        for (long second = from; second <= to; second++) {
            Instant now = Instant.ofEpochSecond(second);
            if (unexplained.due(now)) {
                unexplained.asked(now);
                asked.add(second);
            }
        }
        return asked;
    }
}
