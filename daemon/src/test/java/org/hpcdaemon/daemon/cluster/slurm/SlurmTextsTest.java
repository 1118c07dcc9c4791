package org.hpcdaemon.daemon.cluster.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hpcdaemon.protocol.message.machine.ClusterInfo.Account;
import org.hpcdaemon.protocol.message.machine.ClusterInfo.Gpu;
import org.hpcdaemon.protocol.message.machine.ClusterInfo.Partition;
import org.hpcdaemon.protocol.message.machine.ClusterInfo.Qos;
import org.hpcdaemon.protocol.message.machine.ClusterInfo.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What SLURM's commands print, as versions 20.11 to 24.05 do. */
final class SlurmTextsTest {
    @Test
    void freeIsWhatIsNotInUseOnNodesThatTakeJobs() throws IOException {
        Nodes nodes = nodes("20.11");

        assertThat(nodes.byState()).isEqualTo(Map.of("mixed", 1, "drained", 1, "idle", 1));
        assertThat(nodes.gpus()).containsExactly(new Gpu("gpu", 2, 1), new Gpu("v100", 8, 2));
        assertThat(nodes.cpus()).isEqualTo(80);
        assertThat(nodes.freeCpus()).isEqualTo(24 + 16);
        assertThat(nodes.in("debug").gpus()).containsExactly(new Gpu("gpu", 2, 1), new Gpu("v100", 4, 2));
        assertThat(nodes.largestMemoryMb()).isEqualTo(190_000);
    }

    @Test
    void aVersionWithoutGpusHasNone() throws IOException {
        Nodes nodes = nodes("22.05");
        assertThat(nodes.byState()).isEqualTo(Map.of("allocated", 1));
        assertThat(nodes.gpus()).isEmpty();
        assertThat(nodes.freeCpus()).isZero();
    }

    @Test
    void partitionsHaveTheirLimitsAndTheirNodes() throws IOException {
        Partitions partitions = Partitions.of(text("partition-24.05.txt"), nodes("24.05"));

        assertThat(partitions.usual()).isEqualTo("long");
        assertThat(partitions.all())
                .containsExactly(
                        new Partition(
                                "gpu",
                                true,
                                7 * 24 * 3600L,
                                3600L,
                                4,
                                500_000L,
                                List.of("proj42", "proj7"),
                                List.of("normal", "high"),
                                Map.of("mixed", 1, "down", 1),
                                256,
                                32,
                                1_031_000,
                                List.of(new Gpu("a100", 8, 1), new Gpu("a100_1g.5gb", 7, 7))),
                        new Partition(
                                "long",
                                false,
                                null,
                                null,
                                null,
                                null,
                                List.of(),
                                List.of(),
                                Map.of("mixed", 1, "powered_down", 1, "blocked", 1),
                                160,
                                32 + 16,
                                1_031_000,
                                List.of(new Gpu("a100", 4, 1), new Gpu("a100_1g.5gb", 7, 7))));
    }

    @ParameterizedTest
    @CsvSource({
        "IDLE, idle",
        "IDLE*, not_responding",
        "IDLE+DRAIN, drained",
        "MIXED+DRAIN, draining",
        "ALLOCATED+COMPLETING, allocated",
        "DOWN*+DRAIN, down",
        "IDLE+RESERVED, reserved",
        "IDLE+MAINTENANCE+RESERVED, maintenance",
        "MIXED+CLOUD+NOT_RESPONDING, not_responding",
        "IDLE+CLOUD+POWER, powered_down",
        "IDLE+CLOUD+POWERING_DOWN, powering_down",
        "IDLE+POWER_DOWN, powering_down",
        "ALLOCATED+CLOUD+POWERING_UP, powering_up",
        "IDLE+DRAIN+INVALID_REG, drained",
        "IDLE+INVALID_REG, invalid",
        "IDLE+REBOOT_ISSUED, reboot",
        "MIXED+REBOOT_REQUESTED, mixed",
        "IDLE+BLOCKED, blocked",
        "IDLE+PLANNED, idle",
        "MIXED+COMPLETING+DYNAMIC_NORM, mixed",
        "FUTURE, future",
        "A_STATE_OF_2030, a_state_of_2030"
    })
    void eachStateIsOneWord(String printed, String state) {
        assertThat(Node.state(printed)).isEqualTo(state);
    }

    @Test
    void timesAreSecondsAndOtherTextsAreNoLimit() {
        assertThat(SlurmDuration.seconds("1-02:03:04")).isEqualTo(93_784);
        assertThat(SlurmDuration.seconds("30:00")).isEqualTo(1800);
        assertThat(SlurmDuration.seconds("UNLIMITED")).isNull();
        assertThat(SlurmDuration.seconds(null)).isNull();
    }

    @Test
    void accountsNameTheirLimitsAndOnlyTheirQosIsTold() {
        List<Account> accounts =
                SacctmgrRows.accounts("proj42|proj42|gpu|high,normal|normal|10||1-00:00:00||50|cpu=64\n"
                        + "proj42|proj7||||||||\n" // a version with a field less
                        + "garbage\n");
        assertThat(accounts)
                .containsExactly(
                        new Account(
                                "proj42",
                                "gpu",
                                true,
                                List.of("high", "normal"),
                                "normal",
                                Map.of("MaxJobs", "10", "MaxWall", "1-00:00:00", "GrpJobs", "50", "GrpTRES", "cpu=64")),
                        new Account("proj7", null, false, List.of(), null, Map.of()));
        assertThat(SacctmgrRows.qos("normal|0|7-00:00:00||gres/gpu=4||100|\nother|0||||||\n", List.of("normal")))
                .containsExactly(new Qos(
                        "normal",
                        Map.of(
                                "Priority", "0",
                                "MaxWall", "7-00:00:00",
                                "MaxTRESPerUser", "gres/gpu=4",
                                "MaxSubmitJobsPerUser", "100")));
    }

    @Test
    void whatARealSacctmgrAndScontrolPrintIsRead() throws IOException {
        List<Account> accounts = SacctmgrRows.accounts(text("sacctmgr-user-22.05.txt"));

        assertThat(accounts)
                .contains(new Account(
                        "proj42",
                        null,
                        true,
                        List.of("high", "normal"),
                        "high",
                        Map.of(
                                "MaxJobs", "10",
                                "MaxSubmitJobs", "200",
                                "MaxWall", "12:00:00",
                                "MaxTRES", "cpu=2,mem=900M",
                                "GrpJobs", "50")))
                .contains(new Account("proj7", "main", false, List.of("normal"), null, Map.of()))
                .hasSize(3);
        assertThat(SacctmgrRows.qos(text("sacctmgr-qos-22.05.txt"), List.of("high")))
                .containsExactly(new Qos(
                        "high",
                        Map.of(
                                "Priority", "100",
                                "MaxWall", "1-00:00:00",
                                "MaxTRESPerUser", "cpu=64",
                                "MaxJobsPerUser", "20",
                                "MaxSubmitJobsPerUser", "100",
                                "GrpTRES", "cpu=512")));
        Nodes nodes = nodes("22.05-gpu");
        assertThat(nodes.gpus()).containsExactly(new Gpu("a100", 4, 2));
        assertThat(Partitions.of(text("partition-22.05.txt"), nodes).usual()).isEqualTo("main");
    }

    @Test
    void newerFormsAreReadToo() throws IOException {
        Nodes nodes = nodes("25.05");

        assertThat(nodes.byState())
                .isEqualTo(Map.of("mixed", 1, "powering_down", 1, "drained", 1, "reboot", 1, "blocked", 1));
        assertThat(nodes.gpus()).containsExactly(new Gpu("h100", 24, 0), new Gpu("nvidia_h100_80gb_hbm3", 8, 3));
        assertThat(nodes.freeCpus()).as("of the one that works").isEqualTo(96 - 24);
        Partitions partitions = Partitions.of(text("partition-25.05.txt"), nodes);
        assertThat(partitions.usual()).isEqualTo("all");
        assertThat(partitions.all().getFirst())
                .returns(false, Partition::up)
                .returns(43_200L, Partition::timeLimitSeconds)
                .returns(1, Partition::maxNodes)
                .returns(List.of(), Partition::accounts);
    }

    @Test
    void theQueueIsCounted() {
        assertThat(QueueText.of("PENDING|ada\nRUNNING|ada\nCOMPLETING|bob\nSUSPENDED|bob\nREQUEUE_HOLD|bob\n\n", "ada"))
                .isEqualTo(new Queue(3, 2, 2));
    }

    @Test
    void anInvalidAnswerGivesNoFacts() {
        assertThat(Node.all("No nodes in the system\n\n")).isEmpty();
        assertThat(Partitions.of("slurm_load_partitions error", new Nodes(List.of()))
                        .all())
                .isEmpty();
        assertThat(Gres.gpus("(null)")).isEmpty();
    }

    private static Nodes nodes(String version) throws IOException {
        return new Nodes(Node.all(text("node-" + version + ".txt")));
    }

    private static String text(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(SlurmTextsTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
