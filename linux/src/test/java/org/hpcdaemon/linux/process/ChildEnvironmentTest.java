package org.hpcdaemon.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildEnvironmentTest {
    @Test
    void homeIsThatOfCommandsAndThePasswordFilesWhereTheyHaveNone() {
        assertThat(new ChildEnvironment(Map.of("HOME", "/data/ada")).home()).isEqualTo("/data/ada");
        assertThat(new ChildEnvironment(Map.of("HOME", "")).home()).isEqualTo(System.getProperty("user.home"));
        assertThat(new ChildEnvironment(Map.of()).home()).isEqualTo(System.getProperty("user.home"));
    }

    @Test
    void whatIsTheDaemonsAloneReachesNoCommand() {
        ChildEnvironment environment = new ChildEnvironment(Map.of(
                "PATH",
                "/bin",
                "HPC_API_KEY",
                "secret",
                "MALLOC_ARENA_MAX",
                "2",
                "HPC_OWN_VARIABLES",
                "MALLOC_ARENA_MAX"));
        assertThat(environment.with(Map.of(), new TreeCookie("t")))
                .containsEntry("PATH", "/bin")
                .doesNotContainKeys("HPC_API_KEY", "HPC_OWN_VARIABLES", "MALLOC_ARENA_MAX");
    }
}
