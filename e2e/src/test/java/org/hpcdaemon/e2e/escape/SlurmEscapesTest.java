package org.hpcdaemon.e2e.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The escapes in jobs of a real SLURM, which enter their sandbox on its node. Its munge serves root alone. */
final class SlurmEscapesTest {
    private static @Nullable SlurmCluster slurm;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(SlurmCluster.missing().isEmpty(), SlurmCluster.missing());
        slurm = SlurmCluster.start(SlurmVariant.plain());
    }

    @AfterAll
    static void stop() throws IOException {
        if (slurm != null) {
            slurm.close();
        }
    }

    abstract static class OfSlurm extends EscapesContract {
        OfSlurm(Strength strength) {
            super(strength, ROOT, Way.JOB);
        }

        @Override
        Map<String, String> environment() {
            Map<String, String> environment = new HashMap<>(cluster().environment());
            environment.put("LOCAL_MODE", "0");
            environment.put("HPC_SLURM_POLL_SECONDS", "1"); // this SLURM has nobody else to serve
            return environment;
        }

        @Test
        void noJobIsSubmittedButThroughTheJobApi() {
            long before = jobs();

            String printed =
                    printed("export SLURM_CONF=" + cluster().environment().get("SLURM_CONF")
                            + "; timeout 5 sbatch --parsable --wrap true; timeout 5 srun -n 1 true && echo Xreached''X;"
                            + " timeout 5 salloc -n 1 true && echo Xreached''X");

            assertThat(printed).doesNotContain("XreachedX");
            assertThat(jobs()).as(printed).isEqualTo(before + 1);
        }

        private static long jobs() {
            return cluster()
                    .run("squeue", "-h", "--states=all", "-o", "%A")
                    .lines()
                    .count();
        }

        private static SlurmCluster cluster() {
            if (slurm == null) {
                throw new IllegalStateException("no cluster was started");
            }
            return slurm;
        }
    }

    @Nested
    final class ByBubblewrap extends OfSlurm {
        ByBubblewrap() {
            super(Strength.BUBBLEWRAP);
        }
    }

    @Nested
    final class ByLandlock extends OfSlurm {
        ByLandlock() {
            super(Strength.LANDLOCK);
        }
    }
}
