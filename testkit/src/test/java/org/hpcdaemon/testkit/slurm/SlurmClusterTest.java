package org.hpcdaemon.testkit.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class SlurmClusterTest {
    /** Debian's nobody, who has no home and no shell. */
    private static final int NOBODY = 65534;

    @BeforeAll
    static void needed() {
        assumeTrue(SlurmCluster.missing().isEmpty(), SlurmCluster.missing());
    }

    @Test
    void runsAJobAndLeavesNothingBehind() throws Exception {
        Path conf;
        long pid;
        try (SlurmCluster slurm = SlurmCluster.start(SlurmVariant.plain());
                SlurmCluster another = SlurmCluster.start(SlurmVariant.plain())) {
            conf = Path.of(slurm.environment().get("SLURM_CONF"));
            Path mark = conf.resolveSibling("mark");
            String job = slurm.run(
                            "sbatch", "--parsable", "-o", "/dev/null", "--wrap", "echo $$ >" + mark + "; sleep 300")
                    .strip();
            await().until(() -> Files.exists(mark) && Files.size(mark) > 0);
            pid = Long.parseLong(Files.readString(mark).strip());
            assertThat(slurm.run("squeue", "-h", "-j", job, "-o", "%T").strip()).isEqualTo("RUNNING");
            assertThat(another.run("squeue", "-h")).isEmpty();
        }
        // Killed; its last parent may take a moment to notice.
        await().until(() -> ProcessHandle.of(pid).isEmpty());
        assertThat(conf.getParent()).doesNotExist();
    }

    @Test
    void runsAJobOfAnOrdinaryUserAsThatUser() throws Exception {
        try (SlurmCluster slurm = SlurmCluster.start(SlurmVariant.plain())) {
            String job = slurm.run(
                            "setpriv",
                            "--reuid=" + NOBODY,
                            "--regid=" + NOBODY,
                            "--clear-groups",
                            "sbatch",
                            "--parsable",
                            "--chdir=/",
                            "--output=/dev/null",
                            "--wrap=[ $(id -u) = " + NOBODY + " ]")
                    .strip();
            await().until(() -> slurm.run("squeue", "-h", "--states=all", "-j", job, "-o", "%U %T")
                    .equals(NOBODY + " COMPLETED\n"));
        }
    }

    @Test
    void accountsForItsJobsWhereThatIsWanted() throws Exception {
        assumeTrue(SlurmCluster.cannotAccount().isEmpty(), SlurmCluster.cannotAccount());
        try (SlurmCluster slurm =
                SlurmCluster.start(SlurmVariant.plain().withAccounting().forgetful())) {
            String job = slurm.run("sbatch", "--parsable", "-o", "/dev/null", "--wrap", "exit 3")
                    .strip();
            await().until(() -> slurm.run("sacct", "-nPX", "-j", job, "-o", "JobID,Account,State,ExitCode")
                    .equals(job + "|staff|FAILED|3:0\n"));
        }
    }
}
