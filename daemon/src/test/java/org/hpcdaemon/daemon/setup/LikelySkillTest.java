package org.hpcdaemon.daemon.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.hpcdaemon.daemon.config.Home;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The skill that the interview proposes is that of the scheduler whose commands are there. */
final class LikelySkillTest {
    @TempDir
    private Path bin;

    @Test
    void thatOfTheSchedulerWhoseCommandsAreThere() throws IOException {
        assertThat(likely()).isEqualTo("workstation");
        program("qsub");
        assertThat(likely()).as("PBS has a qsub too").isEqualTo("workstation");
        program("qconf");
        assertThat(likely()).isEqualTo("gridengine-generic");
        program("sbatch");
        assertThat(likely()).isEqualTo("slurm-generic");
    }

    private String likely() {
        return new Answers(new Machine("login1", bin, new Home(bin.resolve("home")), Map.of("PATH", bin.toString())))
                .likelySkill();
    }

    private void program(String name) throws IOException {
        Files.setPosixFilePermissions(
                Files.createFile(bin.resolve(name)), PosixFilePermissions.fromString("rwx------"));
    }
}
