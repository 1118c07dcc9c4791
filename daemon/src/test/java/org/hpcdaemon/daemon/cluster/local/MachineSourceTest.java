package org.hpcdaemon.daemon.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.hpcdaemon.linux.process.ProgramRunner;
import org.hpcdaemon.protocol.message.machine.ClusterInfo;
import org.hpcdaemon.protocol.message.machine.ClusterInfo.Gpu;
import org.hpcdaemon.protocol.message.machine.ClusterInfo.Machine;
import org.junit.jupiter.api.Test;

final class MachineSourceTest {
    @Test
    void thisMachineHasMemoryAndWhatItsQueueSays() throws InterruptedException {
        ClusterInfo.Queue queue = new ClusterInfo.Queue(1, 2, 3);
        ClusterInfo info = new MachineSource(
                        4, () -> queue, new ProgramRunner(Duration.ofSeconds(10), Map.of()), InstantSource.system())
                .ask();

        assertThat(info.queue()).isEqualTo(queue);
        Machine machine = info.machine();
        assertThat(machine).isNotNull().extracting(Machine::cpus).isEqualTo(4);
        assertThat(machine)
                .satisfies(m -> assertThat(m.freeMemoryMb()).isPositive().isLessThanOrEqualTo(m.memoryMb()));
    }

    @Test
    void loadAndMemoryAreReadAsTheKernelWritesThem() {
        assertThat(MachineFiles.machine(
                        2,
                        "MemTotal:       32796132 kB\nMemFree:         1000 kB\nMemAvailable:   20480000 kB\n",
                        "7.10 3.00 1.00 3/300 12345\n"))
                .isEqualTo(new Machine(2, 32_027, 20_000, 7.1));
        assertThat(MachineFiles.machine(2, "", "")).isEqualTo(new Machine(2, 0, 0, 0));
    }

    @Test
    void aGpuIsFreeIfNothingComputesOnItAndOneThatDoesNotTellIsNot() {
        assertThat(NvidiaSmi.gpus("""
                NVIDIA A100-SXM4-40GB, 0, 4, 40960
                NVIDIA A100-SXM4-40GB, 98, 30000, 40960
                NVIDIA A100-SXM4-40GB, 0, 30000, 40960
                Tesla T4, [N/A], [N/A], 15360
                Failed to initialize NVML: Driver/library version mismatch
                """))
                .containsExactly(new Gpu("NVIDIA A100-SXM4-40GB", 3, 1), new Gpu("Tesla T4", 1, 0));
    }
}
