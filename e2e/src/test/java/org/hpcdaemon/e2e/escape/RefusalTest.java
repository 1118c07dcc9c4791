package org.hpcdaemon.e2e.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.Resident;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.testkit.Installed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where bubblewrap fails, Landlock is off and the user chose nothing, nothing runs, and each reader is told what to do. */
final class RefusalTest {
    @Test
    void nothingRuns(@TempDir Path folder) throws IOException {
        assumeTrue(Installed.has("python3"), Installed.missing("python3"));
        try (Ground ground = new Ground();
                World world = World.start(getClass(), folder)) {
            Strength none = Strength.ADVISORY;
            Daemon box = world.box(
                    new Resident(EscapesContract.self(folder), ground.place, true, none.before(), List.of()),
                    none.environment(ground.noBubblewrap(), ground.noBubblewrap()));
            String key = world.platform().agentKey(World.ADA, "agent");

            Stream.of(
                            List.of("exec", "box", "--", "touch", "ran"),
                            List.of("job", "submit", "box", "--", "touch", "ran"),
                            List.of("shell", "box"))
                    .forEach(verb -> {
                        Outcome<String> outcome = world.hpc(key, verb.toArray(String[]::new));
                        assertThat(outcome.exitCode())
                                .as("%s: %s", verb, outcome.err())
                                .isEqualTo(verb.contains("submit") ? ExitCodes.NOT_ALLOWED : ExitCodes.NOT_STARTED);
                        assertThat(outcome.err())
                                .contains(
                                        "bwrap does not work here: bwrap: setting up uid map: Permission denied",
                                        "Landlock is off in this kernel",
                                        "hpc-daemon setup --if-unenforced advisory");
                    });

            assertThat(ground.work().resolve("ran")).doesNotExist();
            assertThat(box.run("status").out()).contains("sandbox     refused");
        }
    }
}
