package org.hpcdaemon.jobs.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.protocol.id.JobId;
import org.junit.jupiter.api.Test;

/** How often the scheduler is asked how single tasks ended. */
final class UnconfirmedEndsTest {
    private static final TaskKey ONE = new TaskKey(new JobId("j_123456789abcdefg"), TaskKey.PLAIN);
    private static final TaskKey OTHER = new TaskKey(ONE.job(), 3);

    private final UnconfirmedEnds unconfirmed = new UnconfirmedEnds();

    @Test
    void atOnceAndThenLessAndLessOften() {
        assertThat(unconfirmed.due(Instant.EPOCH)).isFalse();
        unconfirmed.add(ONE);
        assertThat(askedAt(0, 100)).containsExactly(0L, 1L, 3L, 7L, 15L, 31L, 47L, 63L, 79L, 95L);
    }

    @Test
    void aNewOneIsAskedAboutSoonAndNeverTwiceInASecond() {
        unconfirmed.add(ONE);
        askedAt(0, 20);
        unconfirmed.add(OTHER);
        assertThat(askedAt(21, 30)).containsExactly(21L, 22L, 24L, 28L);
        assertThat(unconfirmed.some()).containsExactlyInAnyOrder(ONE, OTHER);
        unconfirmed.add(new TaskKey(ONE.job(), 4));
        assertThat(unconfirmed.due(Instant.ofEpochSecond(28).plusMillis(999))).isFalse();
        assertThat(unconfirmed.due(Instant.ofEpochSecond(29))).isTrue();
    }

    @Test
    void aClockThatIsSetBackDelaysNoQuestion() {
        unconfirmed.add(ONE);
        unconfirmed.asked(Instant.ofEpochSecond(1000));
        assertThat(askedAt(0, 4)).containsExactly(0L, 2L);
    }

    @Test
    void whatIsConfirmedIsNotAskedAboutAnyMore() {
        unconfirmed.add(ONE);
        unconfirmed.removeIf(ONE::equals);
        assertThat(askedAt(0, 100)).isEmpty();
    }

    private List<Long> askedAt(int from, int to) {
        List<Long> asked = new ArrayList<>();
        for (long second = from; second <= to; second++) {
            Instant now = Instant.ofEpochSecond(second);
            if (unconfirmed.due(now)) {
                unconfirmed.asked(now);
                asked.add(second);
            }
        }
        return asked;
    }
}
