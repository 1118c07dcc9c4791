package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job finds in its environment when its daemon was started as people start it. */
final class JobEnvironmentTest {
    @Test
    void whatTheLauncherSetForTheDaemonsOwnSakeIsNotTheJobs(@TempDir Path folder) throws Exception {
        try (World world = World.start(JobEnvironmentTest.class, folder)) {
            world.box();
            String key = world.platform().agentKey(World.ADA, "agent");
            String job =
                    world.hpc(key, "job", "submit", "box", "--", "env").out().strip();
            assertThat(world.hpc(key, "job", "wait", "box", job).exitCode()).isZero();

            Outcome<String> environment = world.hpc(key, "job", "logs", "box", job);

            assertThat(environment.out())
                    .contains("HPC_JOB_ID=" + job)
                    .doesNotContain("MALLOC_ARENA_MAX", "HPC_OWN_VARIABLES", "HPC_DAEMON_HOME", "HPC_BUILD");
        }
    }
}
