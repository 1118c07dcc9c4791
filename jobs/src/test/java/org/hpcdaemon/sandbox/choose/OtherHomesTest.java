package org.hpcdaemon.sandbox.choose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.sandbox.Enforcing;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.Mechanism;
import org.hpcdaemon.sandbox.OutsideTmp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The keys of a user's other daemons and platforms are out of sight, also of those that were started later. */
final class OtherHomesTest {
    @TempDir(factory = OutsideTmp.class)
    private Path folder;

    private final List<Process> running = new ArrayList<>();
    private final List<Path> made = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        for (Process process : running) {
            process.destroyForcibly().waitFor();
        }
        for (Path home : made) {
            Files.delete(home.resolve("state.db"));
            Files.delete(home);
        }
    }

    @ParameterizedTest
    @EnumSource
    void areHidden(Mechanism mechanism) throws Exception {
        Path root = folder.toRealPath();
        try (Agent agent = new Agent(folder, mechanism, Guarding.DEFAULT)) {
            Enforcing.assumeInForce(agent.guard.level(), mechanism);
            Path daemon = home(root.resolve("other d\u00e4mon"), "state.db");
            Path platform = home(root.resolve("platform"), "platform.db");
            Path stopped = home(root.resolve("stopped"), "state.db");
            Files.writeString(
                    Files.createDirectories(agent.user.resolve(".config/systemd/user"))
                            .resolve("hpc-daemon-x.service"),
                    "[Service]\nEnvironment=\"HPC_BUILD=never\"\nEnvironment=\"HPC_DAEMON_HOME=" + stopped + "\"\n");
            running("HPC_DAEMON_HOME", daemon);
            running("HPC_PLATFORM_HOME", platform);
            // Any process can name a folder: these are not homes, or are homes that an agent may have made.
            running("HPC_DAEMON_HOME", home(agent.allowed, "state.db"));
            running("HPC_DAEMON_HOME", root);
            Path data = Files.createDirectories(root.resolve("data"));
            Files.writeString(data.resolve("set"), "readable\n");
            running("HPC_DAEMON_HOME", data);

            Path temporary = home(Files.createTempDirectory(Path.of("/tmp"), "home-4711"), "state.db");
            running("HPC_DAEMON_HOME", temporary);
            made.add(temporary);

            for (Agent.Way way : Agent.Way.values()) {
                String printed = agent.printed(
                        way,
                        "cat '" + daemon + "/state.db' " + platform + "/platform.db " + stopped + "/state.db "
                                + temporary + "/state.db " + data + "/set; cat state.db > copy." + way
                                + " && echo written");

                assertThat(printed).as("%s", way).doesNotContain("XsecretX").contains("readable", "written");
            }
            assertThat(mechanism == Mechanism.BUBBLEWRAP ? agent.printed(Agent.Way.EXEC, "ls -d /tmp/home-4711*") : "")
                    .doesNotContain("" + temporary);
        }
    }

    private static Path home(Path home, String file) throws IOException {
        Files.writeString(Files.createDirectories(home).resolve(file), "XsecretX\n");
        return home;
    }

    /** A process that has it in its environment. */
    private void running(String variable, Path home) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("cat");
        builder.environment().put(variable, home.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        running.add(builder.start());
    }
}
