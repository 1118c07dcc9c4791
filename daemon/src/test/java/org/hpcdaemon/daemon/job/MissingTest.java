package org.hpcdaemon.daemon.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobState;
import org.junit.jupiter.api.Test;

/** When a task of which nobody knows anything is given up. */
final class MissingTest {
    private static final Instant START = Instant.ofEpochSecond(1000);
    private static final TaskKey TASK = new TaskKey(new JobId("j_123456789abcdefg"), TaskKey.PLAIN);
    private static final TaskStatus UNKNOWN = TaskStatus.pending(null).is(JobState.UNKNOWN, "forgotten");
    private static final Sighting FORGOTTEN = new Sighting.Forgotten("SLURM has forgotten it");

    private final Missing missing = new Missing(Duration.ofMinutes(10));

    @Test
    void afterTenMinutesAndSeveralAnswersItIsOverAndNobodyKnowsHow() {
        assertThat(judge(0)).isEqualTo(UNKNOWN);
        assertThat(judge(300)).isEqualTo(UNKNOWN);
        assertThat(judge(599)).isEqualTo(UNKNOWN);

        TaskStatus end = judge(600);

        assertThat(end.finished()).isTrue();
        assertThat(end.state()).isEqualTo(JobState.UNKNOWN);
        assertThat(end.exitCode()).isNull();
        assertThat(end.reason()).contains("nobody knows", "SLURM has forgotten it");
    }

    @Test
    void aSchedulerThatWasSilentInBetweenHasToSayItAgain() {
        judge(0);
        assertThat(judge(3600)).as("the second answer").isEqualTo(UNKNOWN);
        assertThat(judge(3601).finished()).isTrue();
    }

    @Test
    void whatIsSeenAgainIsNotMissing() {
        judge(0);
        judge(300);
        missing.judge(TASK, new Sighting.Unseen("the accounting does not answer"), UNKNOWN, START.plusSeconds(400));
        assertThat(judge(700)).isEqualTo(UNKNOWN);
        assertThat(judge(1299)).isEqualTo(UNKNOWN);
        assertThat(judge(1300).finished()).isTrue();
    }

    private TaskStatus judge(long second) {
        return missing.judge(TASK, FORGOTTEN, UNKNOWN, START.plusSeconds(second));
    }
}
