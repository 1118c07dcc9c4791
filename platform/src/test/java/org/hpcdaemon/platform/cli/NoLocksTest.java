package org.hpcdaemon.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.hpcdaemon.platform.app.PlatformSchema;
import org.hpcdaemon.testkit.NoLocks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home on a file system that locks nothing, for the platform and for its host's verbs. */
final class NoLocksTest {
    @TempDir
    private Path folder;

    @BeforeAll
    static void possible() {
        assumeTrue(NoLocks.missing().isEmpty(), NoLocks.missing());
    }

    private void tellsTheWayOut(String... arguments) throws Exception {
        assertThat(NoLocks.run(folder, "HPC_PLATFORM_HOME", "org.hpcdaemon.platform.cli.Main", arguments))
                .contains(
                        "hpc-platform: nothing can be locked in " + folder.resolve("home"),
                        "No locks available",
                        "use a folder on a local disk, named with --home")
                .doesNotContain("in use by another process")
                .endsWith("exit 1");
    }

    @Test
    void thePlatformDoesNotStart() throws Exception {
        tellsTheWayOut("start", "--listen", "127.0.0.1:0");
    }

    @Test
    void theHostsVerbsSaySoToo() throws Exception {
        PlatformSchema.open(Files.createDirectory(folder.resolve("home"))).close();
        tellsTheWayOut("keys", "list");
    }
}
