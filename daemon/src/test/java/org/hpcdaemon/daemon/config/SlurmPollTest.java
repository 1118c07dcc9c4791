package org.hpcdaemon.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.hpcdaemon.protocol.error.HpcException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SlurmPollTest {
    @TempDir
    Path folder;

    private Path site;

    @BeforeEach
    void prepare() {
        site = folder.resolve("site.properties");
    }

    @Test
    void theVariableOfAStartWinsOverWhatSetupStoredAndThatOverTheDefault() {
        assertThat(SlurmPoll.every(null, null, site)).isEqualTo(Duration.ofSeconds(10));
        assertThat(SlurmPoll.every(null, 30, site)).isEqualTo(Duration.ofSeconds(30));
        assertThat(SlurmPoll.every("2", 30, site)).isEqualTo(Duration.ofSeconds(2));
        assertThatThrownBy(() -> SlurmPoll.every("often", 30, site))
                .isInstanceOf(HpcException.class)
                .hasMessageContaining("HPC_SLURM_POLL_SECONDS is \"often\"");
    }

    @Test
    void noDaemonAsksMoreOftenThanTheAdministratorAllows() throws IOException {
        Files.writeString(site, "# one slurmctld for 900 users\nslurm-poll-seconds = 60\n");
        assertThat(SlurmPoll.every(null, null, site)).isEqualTo(Duration.ofSeconds(60));
        assertThat(SlurmPoll.every("1", 5, site)).isEqualTo(Duration.ofSeconds(60));
        assertThat(SlurmPoll.every("90", null, site)).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void anAdministratorsFileThatCannotBeReadIsNamedAndNotPassedOver() throws IOException {
        Files.writeString(site, "slurm-poll-seconds = 1min\n");
        assertThatThrownBy(() -> SlurmPoll.every(null, null, site))
                .hasMessageContaining("slurm-poll-seconds in " + site)
                .hasMessageContaining("1min");
        Files.writeString(site, "slurm-poll-seconds = \\u00zz\n");
        assertThatThrownBy(() -> SlurmPoll.every(null, null, site)).hasMessageContaining("administrator");
    }
}
