package org.hpcdaemon.daemon.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.sandbox.Level;
import org.hpcdaemon.sandbox.Mechanism;
import org.junit.jupiter.api.Test;

/** A scheduler that trusts every client on the network leaves a gap in the limits. */
final class JobSystemTest {
    private static final Level ENFORCED = new Level.Enforced(Mechanism.BUBBLEWRAP, List.of("one gap"));

    @Test
    void gridEngineIsAGapWhereAgentsHaveTheNetwork() {
        Level level = JobSystem.level(ENFORCED, SchedulerKind.GRIDENGINE, false);

        assertThat(level.word()).isEqualTo("enforced");
        assertThat(level.notes())
                .startsWith("by bubblewrap", "one gap")
                .last()
                .asString()
                .contains("Grid Engine", "--no-network");
    }

    @Test
    void nothingElseIs() {
        Level advisory = new Level.Advisory(List.of("no bubblewrap"));
        assertThat(JobSystem.level(ENFORCED, SchedulerKind.GRIDENGINE, true)).isEqualTo(ENFORCED);
        assertThat(JobSystem.level(ENFORCED, SchedulerKind.SLURM, false)).isEqualTo(ENFORCED);
        assertThat(JobSystem.level(advisory, SchedulerKind.GRIDENGINE, false)).isEqualTo(advisory);
    }
}
