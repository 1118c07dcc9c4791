package org.hpcdaemon.jobs.slurm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.hpcdaemon.sandbox.OutsideTmp;
import org.hpcdaemon.testkit.Patience;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A SLURM of several nodes for all tests of a class, each of which begins with all nodes free. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnSeveralNodes {
    static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir(factory = OutsideTmp.class)
    Path folder;

    Path root = Path.of("/");
    private final int nodes;
    private @Nullable SlurmCluster slurm;

    OnSeveralNodes(int nodes) {
        this.nodes = nodes;
    }

    @BeforeAll
    void start() throws IOException {
        assumeTrue(SlurmCluster.missing().isEmpty(), SlurmCluster.missing());
        slurm = SlurmCluster.start(SlurmVariant.plain().withNodes(nodes));
    }

    @AfterAll
    void stop() throws IOException {
        if (slurm != null) {
            slurm.close();
        }
    }

    /** Of a test that failed, too. */
    @AfterEach
    void freeTheNodes() {
        if (slurm != null) {
            slurm.run("scancel", "--user=root");
            Patience.await()
                    .atMost(PATIENCE)
                    .until(() -> slurm().run("squeue", "--noheader").isEmpty());
        }
    }

    SlurmCluster slurm() {
        return Objects.requireNonNull(slurm);
    }
}
