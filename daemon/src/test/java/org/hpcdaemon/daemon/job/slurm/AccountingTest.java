package org.hpcdaemon.daemon.job.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.hpcdaemon.daemon.job.Sighting;
import org.hpcdaemon.protocol.message.JobState;
import org.hpcdaemon.protocol.message.JobUsage;
import org.junit.jupiter.api.Test;

final class AccountingTest {
    private static final Instant NOW = Instant.ofEpochSecond(1);

    @Test
    void whatSacctRemembersOfJobsAndElements() throws IOException {
        Map<String, SlurmState.Said> found = Accounting.parse(Captured.text("sacct-20.11.txt"));

        assertThat(found).containsOnlyKeys("101", "102", "103_0", "103_1", "104");
        assertThat(sighting(found, "101"))
                .isEqualTo(new Sighting.Ended(
                        JobState.COMPLETED,
                        0,
                        null,
                        null,
                        Instant.parse("2021-03-01T10:10:00Z"),
                        new JobUsage(600_000, 0.75, null)));
        assertThat(ended(found, "102").state()).isEqualTo(JobState.CANCELLED);
        assertThat(ended(found, "103_0").exitCode()).isEqualTo(3);
        assertThat(ended(found, "103_1").state()).isEqualTo(JobState.OUT_OF_MEMORY);
        assertThat(sighting(found, "104")).isInstanceOf(Sighting.Running.class);
    }

    @Test
    void ofAJobThatWasRequeuedTheLastAttemptCounts() throws IOException {
        Map<String, SlurmState.Said> found = Accounting.parse(Captured.text("sacct-23.11.txt"));

        assertThat(found).containsOnlyKeys("2101", "2102", "2103", "2104");
        assertThat(ended(found, "2101").state()).isEqualTo(JobState.COMPLETED);
        assertThat(ended(found, "2101").usage()).isEqualTo(new JobUsage(600_000, 60.0, null));
        assertThat(ended(found, "2102").state()).isEqualTo(JobState.TIMEOUT);
        assertThat(ended(found, "2103").signal()).isEqualTo("KILL");
        assertThat(ended(found, "2103").exitCode()).isNull();
        assertThat(ended(found, "2104").state()).isEqualTo(JobState.TIMEOUT);
    }

    @Test
    void nothingIsReadOutOfWhatIsNoTable() {
        assertThat(Accounting.parse("Slurm accounting storage is disabled\n")).isEmpty();
        assertThat(Accounting.parse("")).isEmpty();
    }

    private static Sighting.Ended ended(Map<String, SlurmState.Said> found, String name) {
        return (Sighting.Ended) sighting(found, name);
    }

    private static Sighting sighting(Map<String, SlurmState.Said> found, String name) {
        return SlurmState.sighting(Objects.requireNonNull(found.get(name), name), NOW);
    }
}
