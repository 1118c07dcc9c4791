package org.hpcdaemon.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.hpcdaemon.testkit.NoLocks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home on a file system that locks nothing. */
final class NoLocksTest {
    @Test
    void theFolderTheCauseAndTheWayOutAreTold(@TempDir Path folder) throws Exception {
        assumeTrue(NoLocks.missing().isEmpty(), NoLocks.missing());
        assertThat(NoLocks.run(folder, "HPC_DAEMON_HOME", "org.hpcdaemon.daemon.cli.Main", "list"))
                .contains(
                        "hpc-daemon: nothing can be locked in " + folder.resolve("home"),
                        "No locks available",
                        "use a folder on a local disk, named by HPC_DAEMON_HOME")
                .doesNotContain("in use by another process")
                .endsWith("exit 1");
    }
}
