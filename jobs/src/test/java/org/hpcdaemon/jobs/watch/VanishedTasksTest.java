package org.hpcdaemon.jobs.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.hpcdaemon.jobs.verdict.Testimony;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobState;
import org.junit.jupiter.api.Test;

/** How long a task must go unreported before it counts as vanished. */
final class VanishedTasksTest {
    private static final Instant START = Instant.ofEpochSecond(1000);
    private static final TaskKey TASK = new TaskKey(new JobId("j_123456789abcdefg"), TaskKey.PLAIN);
    private static final Sighting FORGOTTEN = new Sighting.Forgotten("SLURM has forgotten it");
    private static final Sighting UNSEEN = new Sighting.Unseen("the accounting does not answer");

    private final VanishedTasks vanished = new VanishedTasks(Duration.ofMinutes(10));

    @Test
    void oneAnswerThatLeavesATaskOutSaysNothingAndTheSecondInARowCounts() {
        assertThat(hear(FORGOTTEN, 0)).isEqualTo(Testimony.NONE);
        assertThat(hear(FORGOTTEN, 10)).isEqualTo(Testimony.of(FORGOTTEN));
    }

    @Test
    void whatIsSeenInBetweenHasToVanishTwiceAgain() {
        Sighting queued = new Sighting.Queued("Priority", 1);
        hear(FORGOTTEN, 0);
        assertThat(hear(queued, 10)).isEqualTo(Testimony.of(queued));
        assertThat(hear(UNSEEN, 20)).isEqualTo(Testimony.NONE);
        assertThat(hear(FORGOTTEN, 30)).isEqualTo(Testimony.of(FORGOTTEN));
    }

    @Test
    void afterTenMinutesAndSeveralAnswersNothingMoreIsExpected() {
        hear(FORGOTTEN, 0);
        hear(FORGOTTEN, 300);
        assertThat(hear(FORGOTTEN, 599).waitedEnough()).isFalse();
        assertThat(hear(FORGOTTEN, 600)).isEqualTo(new Testimony(FORGOTTEN, true));
    }

    @Test
    void aSchedulerThatWasSilentInBetweenHasToSayItAgain() {
        hear(FORGOTTEN, 0);
        assertThat(hear(FORGOTTEN, 3600).waitedEnough()).as("the second answer").isFalse();
        assertThat(hear(FORGOTTEN, 3601).waitedEnough()).isTrue();
    }

    @Test
    void aClockThatIsSetBackBeginsTheTenMinutesAnew() {
        hear(FORGOTTEN, 90_000);
        hear(FORGOTTEN, 0);
        hear(FORGOTTEN, 300);
        assertThat(hear(FORGOTTEN, 599).waitedEnough()).isFalse();
        assertThat(hear(FORGOTTEN, 600).waitedEnough()).isTrue();
    }

    @Test
    void anAccountingThatCannotBeAskedIsNotOneThatKnowsNothing() {
        hear(FORGOTTEN, 0);
        hear(FORGOTTEN, 300);
        hear(UNSEEN, 400);
        assertThat(hear(FORGOTTEN, 700).waitedEnough()).isFalse();
        assertThat(hear(FORGOTTEN, 1299).waitedEnough()).isFalse();
        assertThat(hear(FORGOTTEN, 1300).waitedEnough()).isTrue();
    }

    /** The record of a success may be late by as much as anything else. */
    @Test
    void aSuccessCountsAtOnceAndItsRecordIsWaitedForAsLong() {
        Sighting completed = new Sighting.Ended(JobState.COMPLETED, 0, null, null, START);
        assertThat(hear(completed, 0)).isEqualTo(Testimony.of(completed));
        assertThat(hear(completed, 300)).isEqualTo(Testimony.of(completed));
        assertThat(hear(completed, 599)).isEqualTo(Testimony.of(completed));
        assertThat(hear(completed, 600)).isEqualTo(new Testimony(completed, true));
    }

    private Testimony hear(Sighting sighting, long second) {
        return vanished.hear(TASK, sighting, START.plusSeconds(second));
    }
}
