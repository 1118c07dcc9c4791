package org.hpcdaemon.daemon.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A SLURM on the PATH that answers, that does not, and none. */
final class SchedulerCheckTest {
    @TempDir
    private Path bin;

    private Check look(String scontrol) throws IOException {
        program("scontrol", scontrol);
        program("sbatch", "exit 0");
        return new SchedulerCheck(Map.of("PATH", bin.toString()), null, Duration.ofSeconds(1)).look();
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void oneThatAnswersIsFine() throws IOException {
        assertThat(look("echo 'Slurmctld(primary) at login1 is UP'"))
                .isEqualTo(Check.ok("scheduler", "SLURM: Slurmctld(primary) at login1 is UP"));
    }

    @Test
    void oneThatIsDownOrSilentIsWarnedOf() throws IOException {
        assertThat(look("echo 'Slurmctld(primary) at login1 is DOWN'; exit 1").line())
                .startsWith("warn")
                .contains("is DOWN")
                .contains("--scheduler local");
        assertThat(look("exec /bin/sleep 60").line()).startsWith("warn").contains("did not answer for 1 s");
    }

    @Test
    void commandsWithoutAClusterMeanLocalJobs() throws IOException {
        assertThat(look("echo 'scontrol: fatal: Could not establish a configuration source'; exit 1")
                        .line())
                .startsWith("ok")
                .contains("processes of this machine");
    }

    @Test
    void aGridEngineIsAskedWhereThereIsNoSlurm() throws IOException {
        assertThat(gridEngine("echo login1"))
                .isEqualTo(Check.ok("scheduler", "Grid Engine: its scheduler runs on login1"));
        assertThat(gridEngine("echo 'error: unable to send message to qmaster'; exit 1")
                        .line())
                .startsWith("warn")
                .contains("--scheduler local");
        assertThat(gridEngine("echo 'error: fopen(\"/x/act_qmaster\") failed'; exit 1")
                        .line())
                .startsWith("ok")
                .contains("processes of this machine");
    }

    private Check gridEngine(String qconf) throws IOException {
        program("qconf", qconf);
        program("qsub", "exit 0");
        return new SchedulerCheck(Map.of("PATH", bin.toString()), null, Duration.ofSeconds(1)).look();
    }

    @Test
    void theOneThatWasChosenIsLookedForAndNoOther() throws IOException {
        program("scontrol", "echo 'Slurmctld(primary) at login1 is UP'");
        program("sbatch", "exit 0");
        assertThat(chosen(SchedulerKind.GRIDENGINE).line())
                .startsWith("fail")
                .contains("Grid Engine is to run the jobs");
        assertThat(chosen(SchedulerKind.LOCAL))
                .isEqualTo(Check.ok("scheduler", "local, as set up: jobs run as processes of this machine"));
        assertThat(chosen(SchedulerKind.SLURM).line()).startsWith("ok").contains("login1");

        assertThat(gridEngine("echo login1").line()).contains("SLURM");
        assertThat(chosen(SchedulerKind.GRIDENGINE).line()).startsWith("ok").contains("Grid Engine");
    }

    private Check chosen(SchedulerKind kind) {
        return new SchedulerCheck(Map.of("PATH", bin.toString()), kind, Duration.ofSeconds(1)).look();
    }

    @Test
    void noneMeansLocalJobs() {
        assertThat(new SchedulerCheck(Map.of("PATH", bin.toString()), null, Duration.ofSeconds(1))
                        .look()
                        .found())
                .contains("processes of this machine");
        assertThat(new SchedulerCheck(Map.of("LOCAL_MODE", "1"), null, Duration.ofSeconds(1))
                        .look()
                        .level())
                .isEqualTo(Check.Level.OK);
    }
}
