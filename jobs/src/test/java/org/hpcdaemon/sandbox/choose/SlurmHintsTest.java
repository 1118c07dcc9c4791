package org.hpcdaemon.sandbox.choose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hpcdaemon.sandbox.Enforcing;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.Mechanism;
import org.hpcdaemon.sandbox.OutsideTmp;
import org.hpcdaemon.sandbox.enforce.SlurmHints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What calls SLURM's commands from within the limits is told why they fail, and what to do instead. */
final class SlurmHintsTest {
    private static final String HINT = "cannot reach SLURM from within the limits";

    @TempDir(factory = OutsideTmp.class)
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void aCommandThatFailsForTheLimitsSaysSo(Mechanism mechanism) throws Exception {
        Enforcing.assumeInstalled("srun");
        try (Agent agent = new Agent(folder, mechanism, Guarding.DEFAULT)) {
            Enforcing.assumeInForce(agent.guard.level(), mechanism);
            for (Agent.Way way : Agent.Way.values()) {
                assertThat(agent.printed(way, "sh -c 'srun true'; echo code $?; squeue"))
                        .as("%s", way)
                        .containsOnlyOnce("hpc-daemon: srun " + HINT)
                        .containsOnlyOnce("hpc-daemon: squeue " + HINT)
                        .contains("mpirun", "hpc job list", "code 1\n");
            }
        }
    }

    @Test
    void theyRunTheCommandOfTheirNameAsItIs() throws Exception {
        Path real = Files.createDirectories(folder.resolve("real"));
        Path srun = Files.writeString(
                real.resolve("srun"), "#!/bin/sh\nprintf '[%s]' \"$@\"\ncat\n[ \"$1\" != 'a b' ] || exit 0\nexit 7\n");
        assertThat(srun.toFile().setExecutable(true)).isTrue();
        SlurmHints hints = SlurmHints.in(folder.resolve("hints"), real.toString());

        assertThat(hints.folder()).isDirectoryNotContaining(path -> !path.endsWith("srun"));
        assertThat(run(hints, real, "echo in | srun 'a b' c")).isEqualTo("[a b][c]in\n0");
        assertThat(run(hints, real, "echo in | srun x"))
                .startsWith("[x]in\nhpc-daemon: srun " + HINT)
                .endsWith("\n7");
    }

    private static String run(SlurmHints hints, Path real, String line) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", line + " 2>&1; printf %s $?");
        builder.environment().put("PATH", hints.folder() + ":" + real + ":/usr/bin:/bin");
        return new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
