package org.hpcdaemon.daemon.cluster.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.hpcdaemon.daemon.process.Question;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.ClusterInfo;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Against a real SLURM without accounting, as many small clusters have it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SlurmSourceTest {
    private SlurmCluster slurm;

    @BeforeAll
    void start() throws IOException {
        assumeTrue(SlurmCluster.missing().isEmpty(), SlurmCluster.missing());
        slurm = SlurmCluster.start(SlurmVariant.plain());
    }

    @AfterAll
    void stop() throws IOException {
        if (slurm != null) {
            slurm.close();
        }
    }

    @Test
    void aRealClusterTellsItsPartitionsNodesAndQueueAndWhatItDoesNotKnow() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            slurm.run("sbatch", "--output=/dev/null", "--wrap", "sleep 300");
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> slurm.run("squeue", "--noheader", "--states=RUNNING")
                                .lines()
                                .count()
                        == 2);

        ClusterInfo info = source(Duration.ofSeconds(30)).ask();

        assertThat(info.defaultPartition()).isEqualTo("main");
        ClusterInfo.Partition partition = info.partitions().getFirst();
        assertThat(partition.name()).isEqualTo("main");
        assertThat(partition.up()).isTrue();
        assertThat(partition.timeLimitSeconds()).as("no limit").isNull();
        assertThat(partition.cpus()).isEqualTo(2);
        assertThat(partition.freeCpus()).isZero();
        assertThat(partition.memoryMb()).isEqualTo(1000);
        assertThat(partition.nodes()).isEqualTo(Map.of("allocated", 1)).isEqualTo(info.nodes());
        assertThat(info.queue()).isEqualTo(new ClusterInfo.Queue(2, 1, 3));
        assertThat(info.accounts()).isEmpty();
        assertThat(info.unknown()).singleElement().asString().startsWith("accounts: sacctmgr ");
    }

    @Test
    void aClusterThatDoesNotAnswerIsNotWaitedForAndSaysSo() {
        slurm.freezeController();
        try {
            assertThatThrownBy(() -> source(Duration.ofSeconds(1)).ask())
                    .isInstanceOfSatisfying(
                            HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEDULER_UNAVAILABLE))
                    .hasMessageContaining("did not answer");
        } finally {
            slurm.thawController();
        }
    }

    private SlurmSource source(Duration patience) {
        return new SlurmSource(
                new Question(patience, slurm.environment()), System.getProperty("user.name"), InstantSource.system());
    }
}
