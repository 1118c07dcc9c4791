package org.hpcdaemon.jobs.slurm.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.job.JobUsage;
import org.junit.jupiter.api.Test;

final class SacctRowsTest {
    private static final Instant NOW = Instant.ofEpochSecond(1);

    private static final JobId JOB = new JobId("j_12345678");

    @Test
    void whatARealSacctRemembersOfEveryKindOfEnd() throws IOException {
        Accounted accounted = SacctRows.parse(Captured.text("sacct-22.05.txt"));

        assertThat(ended(accounted, "1")).returns(JobState.COMPLETED, Sighting.Ended::state);
        assertThat(ended(accounted, "2")).returns(3, Sighting.Ended::exitCode);
        assertThat(ended(accounted, "5"))
                .returns("KILL", Sighting.Ended::signal)
                .returns(null, Sighting.Ended::exitCode);
        assertThat(ended(accounted, "6")).returns(JobState.TIMEOUT, Sighting.Ended::state);
        assertThat(ended(accounted, "7").usage()).isEqualTo(new JobUsage(9000, 0.326, 0.524));
        assertThat(ended(accounted, "8")).returns("cancelled by uid 0", Sighting.Ended::reason);
        assertThat(ended(accounted, "18")).returns(JobState.NODE_FAIL, Sighting.Ended::state);
        assertThat(element(accounted, "9", 2)).returns(1, Sighting.Ended::exitCode);
        assertThat(element(accounted, "10", 0).state()).isEqualTo(JobState.CANCELLED);
        assertThat(element(accounted, "10", 7).state()).as("never began").isEqualTo(JobState.CANCELLED);
    }

    @Test
    void sacctTakes128OffACodeSoThatItIsNotToldAsIfItWereCertain() throws IOException {
        Accounted accounted = SacctRows.parse(Captured.text("sacct-22.05.txt"));

        assertThat(ended(accounted, "3"))
                .as("exit 137, as 9:0")
                .returns(9, Sighting.Ended::exitCode)
                .extracting(Sighting.Ended::reason)
                .asString()
                .contains("exit code 9, or 128 more");
        assertThat(ended(accounted, "4")).as("exit 128, as 0:0").returns(128, Sighting.Ended::exitCode);
    }

    @Test
    void whatIsPutBackIntoTheQueueIsNotOver() throws IOException {
        Accounted accounted = SacctRows.parse(Captured.text("sacct-22.05.txt"));

        assertThat(sighting(accounted, "16")).as("RequeueExit").isEqualTo(new Sighting.Queued(null, 2, null));
        assertThat(sighting(accounted, "17")).as("RequeueExitHold").isInstanceOf(Sighting.Queued.class);
    }

    @Test
    void olderFormsAreReadToo() throws IOException {
        Accounted accounted = SacctRows.parse(Captured.text("sacct-20.11.txt"));

        assertThat(sighting(accounted, "101"))
                .isEqualTo(new Sighting.Ended(
                        JobState.COMPLETED,
                        0,
                        null,
                        null,
                        Instant.parse("2021-03-01T10:10:00Z"),
                        new JobUsage(600_000, 0.75, 0.25),
                        1));
        assertThat(ended(accounted, "102").reason()).isEqualTo("cancelled by uid 1000");
        assertThat(element(accounted, "103", 0).exitCode()).isEqualTo(3);
        assertThat(element(accounted, "103", 1))
                .returns(JobState.OUT_OF_MEMORY, Sighting.Ended::state)
                .returns(null, Sighting.Ended::signal);
        assertThat(sighting(accounted, "104")).isInstanceOf(Sighting.Running.class);
    }

    @Test
    void newerFormsAndForeignLinesDoNoHarm() throws IOException {
        Accounted accounted = SacctRows.parse(Captured.text("sacct-23.11.txt"));

        assertThat(accounted.found()).hasSize(6).containsKeys("2101", "2102", "2103", "2104", "2106");
        assertThat(ended(accounted, "2101"))
                .as("the last attempt")
                .returns(JobState.COMPLETED, Sighting.Ended::state)
                .returns(2, Sighting.Ended::attempt)
                .returns(new JobUsage(600_000, 60.0, 0.25), Sighting.Ended::usage);
        assertThat(ended(accounted, "2102").state()).isEqualTo(JobState.TIMEOUT);
        assertThat(ended(accounted, "2103").signal()).isEqualTo("KILL");
        assertThat(ended(accounted, "2104").state()).isEqualTo(JobState.TIMEOUT);
        assertThat(ended(accounted, "2106").attempt())
                .as("of another size, once")
                .isOne();
        assertThat(element(accounted, "2109", 99).state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void ofALostNodeNothingIsTakenForACodeOrASignal() throws IOException {
        Accounted accounted = SacctRows.parse(Captured.text("sacct-24.11.txt"));

        assertThat(ended(accounted, "7"))
                .as("with the code 1 of nobody")
                .returns(JobState.NODE_FAIL, Sighting.Ended::state)
                .returns(null, Sighting.Ended::exitCode)
                .returns(null, Sighting.Ended::signal);
        assertThat(ended(accounted, "1").state()).isEqualTo(JobState.TIMEOUT);
        assertThat(ended(accounted, "2").usage()).isEqualTo(new JobUsage(7000, 0.088, 0.149));
        assertThat(ended(accounted, "4")).returns("KILL", Sighting.Ended::signal);
        assertThat(ended(accounted, "6")).returns("cancelled by uid 0", Sighting.Ended::reason);
        assertThat(element(accounted, "5", 2)).returns(1, Sighting.Ended::exitCode);
        assertThat(ended(accounted, "11"))
                .as("put back once")
                .returns(6, Sighting.Ended::exitCode)
                .returns(2, Sighting.Ended::attempt);
        assertThat(element(accounted, "12", 3).state()).as("never began").isEqualTo(JobState.CANCELLED);
    }

    @Test
    void textThatIsNotATableHasNoRows() {
        assertThat(SacctRows.parse("Slurm accounting storage is disabled\n").found())
                .isEmpty();
        assertThat(SacctRows.parse("").found()).isEmpty();
    }

    @Test
    void optionsAndFieldsAreThoseOfTheOldestVersion() {
        List<String> command = SacctRows.command(List.of("12", "13"), Instant.parse("2026-11-25T03:46:29.5Z"));

        assertThat(command)
                .contains("--jobs=12,13", "--starttime=2026-11-25T03:46:29")
                .as("is new in 23.02, and an error before")
                .doesNotContain("--array");
    }

    private static Sighting.Ended element(Accounted accounted, String id, int element) {
        return (Sighting.Ended)
                SlurmState.sighting(accounted.of(id, new TaskKey(JOB, element)).orElseThrow(), NOW);
    }

    private static Sighting.Ended ended(Accounted accounted, String id) {
        return (Sighting.Ended) sighting(accounted, id);
    }

    private static Sighting sighting(Accounted accounted, String id) {
        return SlurmState.sighting(
                accounted.of(id, new TaskKey(JOB, TaskKey.PLAIN)).orElseThrow(), NOW);
    }
}
