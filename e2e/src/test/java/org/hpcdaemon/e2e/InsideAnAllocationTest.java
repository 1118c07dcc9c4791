package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that was started in a job, as in a tmux that {@code srun} started: nothing of that job reaches an agent, by whatever door. */
final class InsideAnAllocationTest {
    private static final Map<String, String> ALLOCATION = Map.ofEntries(
            Map.entry("SLURM_JOB_ID", "4711"),
            Map.entry("SLURM_CPU_BIND", "quiet,mask_cpu:0x1"),
            Map.entry("SLURM_MEM_PER_CPU", "4711"),
            Map.entry("SBATCH_PARTITION", "4711"),
            Map.entry("SALLOC_PARTITION", "4711"),
            Map.entry("SRUN_DEBUG", "4711"),
            Map.entry("PMI_RANK", "4711"),
            Map.entry("PMIX_RANK", "4711"),
            Map.entry("PRTE_LAUNCHED", "4711"),
            Map.entry("OMPI_COMM_WORLD_RANK", "4711"),
            Map.entry("CUDA_VISIBLE_DEVICES", "4711"),
            Map.entry("ROCR_VISIBLE_DEVICES", "4711"),
            Map.entry("GPU_DEVICE_ORDINAL", "4711"),
            Map.entry("OMP_NUM_THREADS", "4711"),
            Map.entry("TMPDIR", "/tmp/4711"));

    /** What of it is there, then the processors. */
    private static final String LOOK = "env | grep 4711; env | grep mask_cpu; grep Cpus_allowed_list /proc/self/status";

    @Test
    void commandsShellsAndJobsOfThisMachineHaveNothingOfIt(@TempDir Path folder) throws IOException {
        try (World world = World.start(InsideAnAllocationTest.class, folder)) {
            Daemon box = world.box(ALLOCATION);
            startBoundToOneProcessor(box);
            String key = world.platform().agentKey(World.ADA, "agent");
            String processors = processors();

            assertThat(world.hpc(key, "exec", "box", "--", "sh", "-c", LOOK).out())
                    .isEqualTo(processors);
            assertThat(world.hpc(key, "shell", "box", "--run", LOOK).out()).isEqualTo(processors);
            assertThat(job(world, key)).isEqualTo(processors);
            assertThat(box.run("status").out()).contains("inside SLURM job 4711");
            assertThat(box.run("status", "--json").out()).contains("\"allocation\" : \"SLURM job 4711\"");
        }
    }

    @Test
    void norHaveJobsOfSlurmWhichIsStillTheMachinesOwn(@TempDir Path folder) throws IOException {
        assumeTrue(SlurmCluster.missing().isEmpty(), SlurmCluster.missing());
        try (SlurmCluster slurm = SlurmCluster.start(SlurmVariant.plain());
                World world = World.start(InsideAnAllocationTest.class, folder)) {
            Map<String, String> environment = new HashMap<>(ALLOCATION);
            environment.putAll(slurm.environment()); // SLURM_CONF
            environment.put("LOCAL_MODE", "0");
            environment.put("HPC_SLURM_POLL_SECONDS", "1");
            startBoundToOneProcessor(world.box(environment));
            String key = world.platform().agentKey(World.ADA, "agent");

            assertThat(job(world, key)).isEqualTo(processors());
            assertThat(world.hpc(key, "exec", "box", "--", "sh", "-c", "echo $SLURM_CONF")
                            .out()
                            .strip())
                    .isEqualTo(slurm.environment().get("SLURM_CONF"));
        }
    }

    private static void startBoundToOneProcessor(Daemon box) {
        box.program().stop();
        box.startAgain(List.of("taskset", "-c", "0"));
    }

    /** On all processors: with fewer it would be bound to these for its own sake. */
    private static String job(World world, String key) {
        String cpus = Integer.toString(Runtime.getRuntime().availableProcessors());
        String job = world.hpc(key, "job", "submit", "box", "--cpus", cpus, "--", "sh", "-c", LOOK)
                .out()
                .strip();
        world.hpc(key, "job", "wait", "box", job);
        return world.hpc(key, "job", "logs", "box", job).out();
    }

    /** Those that this test itself may run on, in the same words. */
    private static String processors() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("Cpus_allowed_list"))
                            .findFirst()
                            .orElseThrow() + "\n";
        }
    }
}
