package org.hpcdaemon.testkit.gridengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class GridEngineCellTest {
    /** Debian's nobody, who has no home and no shell. */
    private static final String NOBODY = "65534";

    @BeforeAll
    static void needed() {
        assumeTrue(GridEngineCell.missing().isEmpty(), GridEngineCell.missing());
    }

    @Test
    void runsAJobAndLeavesNothingBehind() throws Exception {
        Path root;
        long pid;
        try (GridEngineCell cell = GridEngineCell.start();
                GridEngineCell another = GridEngineCell.start()) {
            root = Path.of(cell.environment().get("SGE_ROOT"));
            Path mark = root.resolve("mark");
            String script = "echo $$ >" + mark + "; sleep 300";
            String job = cell.run(
                            "qsub",
                            "-terse",
                            "-o",
                            "/dev/null",
                            "-j",
                            "y",
                            "-b",
                            "y",
                            "-shell",
                            "n",
                            "sh",
                            "-c",
                            script)
                    .strip();
            await().until(() -> Files.exists(mark) && Files.size(mark) > 0);
            pid = Long.parseLong(Files.readString(mark).strip());
            assertThat(cell.run("qstat", "-s", "r")).contains("\n" + " ".repeat(7 - job.length()) + job + " ");
            assertThat(another.run("qstat", "-u", "*")).isEmpty();
        }
        // Killed; its last parent may take a moment to notice.
        await().until(() -> ProcessHandle.of(pid).isEmpty());
        assertThat(root).doesNotExist();
    }

    @Test
    void accountsForAJobOfAnOrdinaryUserAlsoAfterItsMasterWasAway() throws Exception {
        try (GridEngineCell cell = GridEngineCell.start()) {
            String script = "[ $(id -u) = " + NOBODY + " ] && exit 3";
            String job = cell.run(
                            "setpriv",
                            "--reuid=" + NOBODY,
                            "--regid=" + NOBODY,
                            "--clear-groups",
                            "qsub",
                            "-terse",
                            "-wd",
                            "/",
                            "-o",
                            "/dev/null",
                            "-j",
                            "y",
                            "-b",
                            "y",
                            "-shell",
                            "n",
                            "sh",
                            "-c",
                            script)
                    .strip();
            cell.stopMaster();
            cell.startMaster();
            await().until(() -> cell.run("qacct", "-j", job).matches("(?s).*\\nexit_status +3 .*"));
        }
    }
}
