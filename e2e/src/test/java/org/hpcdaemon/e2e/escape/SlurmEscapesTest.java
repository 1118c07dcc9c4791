package org.hpcdaemon.e2e.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The escapes in jobs of a real SLURM, which enter their sandbox on its node: one cluster and one platform for all. */
@Order(1)
final class SlurmEscapesTest {
    private static @Nullable SlurmCluster slurm;
    private static @Nullable World host;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        assumeTrue(SlurmCluster.missing().isEmpty(), SlurmCluster.missing());
        slurm = SlurmCluster.start(SlurmVariant.plain());
        host = World.start(SlurmEscapesTest.class, folder);
    }

    @AfterAll
    static void stop() throws IOException {
        try (SlurmCluster _ = slurm;
                World _ = host) {}
    }

    /** Two at a time, since the cluster has two processors. */
    @Execution(ExecutionMode.CONCURRENT)
    abstract static class OfSlurm extends EscapesContract {
        private final String name = getClass().getSimpleName();
        private final int uid;

        OfSlurm(Strength strength, int uid) {
            super(strength, uid, Way.JOB, Way.STEP);
            this.uid = uid;
        }

        @Override
        World world(Path folder) {
            return Objects.requireNonNull(host).guest(getClass(), folder, name + "@example.org");
        }

        @Override
        Map<String, String> environment() {
            Map<String, String> environment = new HashMap<>(cluster().environment());
            environment.put("LOCAL_MODE", "0");
            environment.put("HPC_SLURM_POLL_SECONDS", "1"); // this SLURM has no other users
            return environment;
        }

        @Test
        void itsJobsAreItsUsersAndNoneIsSubmittedButThroughTheJobApi() {
            String printed = printed("""
                    id -u
                    export SLURM_CONF=%1$s
                    timeout 5 sbatch --job-name=%2$s --wrap true &
                    srun -n 1 sh -c 'id -u; timeout 5 sbatch --job-name=%2$s --wrap true && echo Xreached''X'
                    timeout 5 /usr/bin/srun -n 1 true && echo Xreached''X &
                    timeout 5 salloc --job-name=%2$s -n 1 true && echo Xreached''X
                    wait
                    """.formatted(cluster().environment().get("SLURM_CONF"), name));

            assertThat(printed).startsWith(uid + "\n" + uid + "\n").doesNotContain("XreachedX");
            assertThat(cluster().run("squeue", "-h", "--states=all", "--name=" + name))
                    .as(printed)
                    .isEmpty();
        }

        private static SlurmCluster cluster() {
            return Objects.requireNonNull(slurm);
        }
    }

    @Nested
    final class OfRootByBubblewrap extends OfSlurm {
        OfRootByBubblewrap() {
            super(Strength.BUBBLEWRAP, ROOT);
        }
    }

    @Nested
    final class OfAnOrdinaryUserByBubblewrap extends OfSlurm {
        OfAnOrdinaryUserByBubblewrap() {
            super(Strength.BUBBLEWRAP, NOBODY);
        }
    }

    @Nested
    final class OfRootInANamespaceOfItsOwn extends OfSlurm {
        OfRootInANamespaceOfItsOwn() {
            super(Strength.BUBBLEWRAP_WITH_CONTAINERS, ROOT);
        }
    }

    @Nested
    final class OfAnOrdinaryUserInANamespaceOfItsOwn extends OfSlurm {
        OfAnOrdinaryUserInANamespaceOfItsOwn() {
            super(Strength.BUBBLEWRAP_WITH_CONTAINERS, NOBODY);
        }
    }

    @Nested
    final class OfRootByLandlock extends OfSlurm {
        OfRootByLandlock() {
            super(Strength.LANDLOCK, ROOT);
        }
    }

    @Nested
    final class OfAnOrdinaryUserByLandlock extends OfSlurm {
        OfAnOrdinaryUserByLandlock() {
            super(Strength.LANDLOCK, NOBODY);
        }
    }
}
