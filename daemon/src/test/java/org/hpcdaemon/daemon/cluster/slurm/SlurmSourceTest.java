package org.hpcdaemon.daemon.cluster.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hpcdaemon.linux.process.ProgramRunner;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.machine.ClusterInfo;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Against a real SLURM without accounting, as many small clusters have it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
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
        await().until(() ->
                slurm.run("squeue", "--noheader", "--states=RUNNING").lines().count() == 2);

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

    @Test
    void whereItAccountsTheUsersAccountsLimitsAndQosAreTold() throws Exception {
        assumeTrue(SlurmCluster.cannotAccount().isEmpty(), SlurmCluster.cannotAccount());
        try (SlurmCluster accounting = SlurmCluster.start(SlurmVariant.plain().withAccounting())) {
            sacctmgr(accounting, "add qos long set Priority=10 MaxWall=7-00:00:00 MaxJobsPerUser=5");
            sacctmgr(accounting, "add qos unused");
            sacctmgr(
                    accounting,
                    "modify user root where account=staff set qos=normal,long defaultqos=long maxjobs=9 maxtres=cpu=64");

            ClusterInfo info = source(accounting, Duration.ofSeconds(30)).ask();

            assertThat(info.unknown()).isEmpty();
            assertThat(info.accounts())
                    .contains(new ClusterInfo.Account(
                            "staff",
                            null,
                            true,
                            List.of("long", "normal"),
                            "long",
                            Map.of("MaxJobs", "9", "MaxTRES", "cpu=64")));
            assertThat(info.qos())
                    .contains(new ClusterInfo.Qos(
                            "long", Map.of("Priority", "10", "MaxWall", "7-00:00:00", "MaxJobsPerUser", "5")))
                    .extracting(ClusterInfo.Qos::name)
                    .doesNotContain("unused");
        }
    }

    private static void sacctmgr(SlurmCluster cluster, String words) {
        cluster.run(Stream.concat(Stream.of("sacctmgr", "--immediate"), Stream.of(words.split(" ", -1)))
                .toArray(String[]::new));
    }

    private SlurmSource source(Duration patience) {
        return source(slurm, patience);
    }

    private static SlurmSource source(SlurmCluster cluster, Duration patience) {
        return new SlurmSource(
                new ProgramRunner(patience, cluster.environment()),
                System.getProperty("user.name"),
                InstantSource.system());
    }
}
