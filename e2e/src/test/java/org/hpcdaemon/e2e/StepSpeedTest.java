package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What {@code srun} costs within the limits, beside a bare one in a job of the same cluster. */
@Isolated("it measures")
@Tag("slow")
final class StepSpeedTest {
    /** One step to begin with, since it finds out what works on the node; then the middle of 21, in milliseconds. */
    private static final String STEPS = """
            #!/bin/bash
            #SBATCH --ntasks=1
            srun --ntasks=1 true || exit
            for ((i = 0; i < 21; i++)); do
                begin=${EPOCHREALTIME/[.,]/}
                srun --ntasks=1 true || exit
                echo $(((${EPOCHREALTIME/[.,]/} - begin) / 1000))
            done | sort -n | sed -n 11p
            """;

    @BeforeAll
    static void needed() {
        assumeTrue(SlurmCluster.missing().isEmpty(), SlurmCluster.missing());
    }

    @Test
    void aStepWithinTheLimitsCostsLittleMoreThanABareOne(@TempDir Path folder) throws Exception {
        Path script = Files.writeString(folder.resolve("steps"), STEPS);
        Path bareOutput = folder.resolve("bare");
        try (SlurmCluster slurm = SlurmCluster.start(SlurmVariant.plain());
                World world = World.start(StepSpeedTest.class, folder)) {
            world.box(SlurmJobsTest.on(slurm));
            String key = world.platform().agentKey(World.ADA, "agent");

            slurm.run("sbatch", "--wait", "--output=" + bareOutput, script.toString());
            Outcome<String> job = world.hpc(key, "job", "submit", "box", "--script", script.toString(), "--wait");
            assertThat(job.exitCode()).as(job.out() + job.err()).isZero();
            String id = job.out().lines().findFirst().orElseThrow().split(" ", 2)[0];

            int bare = milliseconds(Files.readString(bareOutput));
            int limited = milliseconds(world.hpc(key, "job", "logs", "box", id).out());
            World.note("a step (srun true): bare %d ms, within the limits %d ms".formatted(bare, limited));
            World.judge(() -> assertThat(limited - bare).isLessThanOrEqualTo(100));
        }
    }
    /** The last line: before it, srun may have said that it waited for the step before. */
    private static int milliseconds(String printed) {
        return Integer.parseInt(printed.lines().toList().getLast().strip());
    }
}
