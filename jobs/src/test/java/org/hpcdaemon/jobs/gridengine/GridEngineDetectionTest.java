package org.hpcdaemon.jobs.gridengine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Grid Engine, one whose packages are installed and no more, and others that have a qsub. */
final class GridEngineDetectionTest {
    @TempDir
    private Path bin;

    @Test
    void aQmasterThatAnswersOrDoesNotIsThere() throws IOException {
        program("qsub", "exit 0");
        program("qconf", "echo node1");
        assertThat(here()).isTrue();
        program(
                "qconf",
                "echo 'error: unable to send message to qmaster using port 6444 on host \"h\": got send error' >&2; exit 1");
        assertThat(here()).isTrue();
    }

    @Test
    void commandsWithoutACellAreNone() throws IOException {
        program("qsub", "exit 0");
        program(
                "qconf",
                "echo 'error: fopen(\"/var/lib/gridengine/default/common/act_qmaster\") failed: No such file or directory' >&2; exit 1");
        assertThat(here()).isFalse();
        program("qconf", "echo 'error: Please set the environment variable SGE_ROOT.' >&2; exit 1");
        assertThat(here()).isFalse();
    }

    @Test
    void aQsubOfPbsOrSlurmIsNone() throws IOException {
        assertThat(here()).isFalse();
        program("qsub", "exit 0");
        assertThat(here()).isFalse();
    }

    private boolean here() {
        return GridEngineDetection.here(Map.of("PATH", bin.toString()));
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
        file.toFile().setExecutable(true);
    }
}
