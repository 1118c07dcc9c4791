package org.hpcdaemon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where there is nothing to list, people are told so and scripts read nothing. */
final class EmptyListsTest {
    @TempDir
    private Path folder;

    @Test
    void anEmptyListIsReportedOnStandardErrorAndIsAnEmptyArrayInJson() throws Exception {
        try (World world = new World(folder)) {
            String[][] lists = {
                {"job", "list", "box"}, {"job", "list", "box", "--active"}, {"shell", "box", "--list"}, {"events"}
            };
            String[] said = {
                "no jobs yet; submit one: hpc job submit box COMMAND",
                "no active jobs; submit one: hpc job submit box COMMAND",
                "no open shells; open one: hpc shell DAEMON",
                "no wake-ups wait for you"
            };
            for (int i = 0; i < lists.length; i++) {
                assertThat(world.hpc("", lists[i])).isEqualTo(new World.Called(0, "", said[i] + "\n"));
            }
            for (String[] list :
                    new String[][] {{"job", "list", "box", "--json"}, {"shell", "box", "--list", "--json"}}) {
                World.Called called = world.hpc("", list);
                assertThat(called.out().strip()).matches("\\[ ?]");
                assertThat(called.err()).isEmpty();
            }
        }
    }
}
