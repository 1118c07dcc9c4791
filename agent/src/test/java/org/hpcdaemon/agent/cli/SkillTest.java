package org.hpcdaemon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent is told of a machine, by a real daemon through a real platform. */
final class SkillTest {
    @Test
    void anAgentReadsTheInstructionsAndTheSkillThatWereChosen(@TempDir Path folder) throws Exception {
        try (World world = new World(folder)) {
            World.Called called = world.hpc("", "skill", "box");
            assertThat(called.code()).as(called.err()).isZero();
            assertThat(called.out())
                    .contains("tidy up after yourself")
                    .contains("Limits: off")
                    .contains("Skill workstation:")
                    .contains("Here, containers start as they do for the daemon's user")
                    .contains("# A machine without a scheduler");
            assertThat(world.hpc("", "skill", "box", "--json").out()).contains("\"name\" : \"workstation\"");
        }
    }
}
