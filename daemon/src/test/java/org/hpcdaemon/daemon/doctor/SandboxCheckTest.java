package org.hpcdaemon.daemon.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.daemon.config.Guarding;
import org.hpcdaemon.daemon.config.IfUnenforced;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.life.RunStatus;
import org.hpcdaemon.protocol.id.DaemonId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a machine that can keep agents in, or cannot. */
final class SandboxCheckTest {
    @TempDir
    private Path bin;

    private String look(IfUnenforced choice, RunStatus.@Nullable Sandbox running, String... dirs) {
        Profile profile = new Profile(
                new DaemonId("box"),
                "http://127.0.0.1:1",
                "box",
                List.of(dirs),
                "/",
                null,
                null,
                null,
                new Guarding(choice, List.of(), false),
                "hpc_daemon_x");
        return new SandboxCheck(profile, running, Map.of("PATH", bin.toString()))
                .look()
                .line();
    }

    private void bubblewrap(String script) throws IOException {
        Path file = Files.writeString(bin.resolve("bwrap"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void withoutDirectoriesThereIsNothingToEnforce() {
        assertThat(look(IfUnenforced.REFUSE, null)).startsWith("ok").contains("off");
    }

    @Test
    void whatCannotBeEnforcedBlocksUnlessTheUserChoseOtherwise() throws IOException {
        assertThat(look(IfUnenforced.REFUSE, null, "/w")).startsWith("fail").contains("not installed");
        bubblewrap("echo 'bwrap: No permissions to create new namespace' >&2; exit 1");
        assertThat(look(IfUnenforced.REFUSE, null, "/w"))
                .startsWith("fail")
                .contains("No permissions to create new namespace")
                .contains("--if-unenforced advisory");
        assertThat(look(IfUnenforced.ADVISORY, null, "/w")).startsWith("warn").contains("nothing holds them");
    }

    @Test
    void aRunningDaemonKnowsBetter() throws IOException {
        bubblewrap("exit 0");
        assertThat(look(IfUnenforced.REFUSE, null, "/w")).startsWith("ok").contains("works here");
        assertThat(look(IfUnenforced.REFUSE, new RunStatus.Sandbox("enforced", List.of("by bubblewrap")), "/w"))
                .startsWith("ok")
                .contains("by bubblewrap");
        assertThat(look(IfUnenforced.ADVISORY, new RunStatus.Sandbox("advisory", List.of("no filter")), "/w"))
                .startsWith("warn")
                .contains("no filter");
    }
}
