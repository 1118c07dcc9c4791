package org.hpcdaemon.e2e.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A program that does not end when it is told to says where it hangs, before it is killed. */
final class ProgramTest {
    private static final Path LOGS = Launchers.logs("ProgramTest");

    @Test
    void whereAProgramHangsIsWrittenBesideItsLog() throws Exception {
        hang(List.of());
    }

    @Test
    void alsoOfAnotherUsers() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can start a program as another user");
        assumeTrue(World.isOpenToAll(), "the way to this clone, or to Java, is its owner's alone");
        hang(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }

    private static void hang(List<String> become) throws Exception {
        Path log = LOGS.resolve("stubborn.log");
        Path threads = LOGS.resolve("stubborn.log.threads");
        List<String> command = new ArrayList<>(become);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Path.of(Stubborn.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString(),
                Stubborn.class.getName()));
        Program program = Program.start(new ProcessBuilder(command), log);
        program.awaitOutput("ready");

        assertThatThrownBy(() -> program.stop(Duration.ofMillis(300)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("its threads are in " + threads);

        assertThat(program.isAlive()).isFalse();
        assertThat(threads).content().contains("waiting-for-ever", "Stubborn.waitForEver");
        Files.delete(log);
    }
}
