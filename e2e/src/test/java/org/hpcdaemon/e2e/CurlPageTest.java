package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.testkit.Installed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/curl.md} tells readers to type, typed. */
final class CurlPageTest {
    private static final Path PAGE = Path.of("../docs/curl.md");

    @Test
    void everyLineOfThePageDoesWhatItSays(@TempDir Path folder) throws IOException {
        assumeTrue(Installed.has("curl"), Installed.missing("curl"));
        try (World world = World.start(CurlPageTest.class, folder)) {
            world.box();
            String examples = Files.readAllLines(PAGE).stream()
                    .filter(line -> line.startsWith("    "))
                    .map(line -> line.substring(4))
                    .collect(Collectors.joining("\n"));
            Path script = Files.writeString(folder.resolve("page"), examples + "\necho; echo to the end\n");

            Outcome<String> page = World.bash(
                    script,
                    Map.of(
                            "HPC_URL", world.platform().url(),
                            "HPC_API_KEY", world.platform().agentKey(World.ADA, "curl")));

            assertThat(page.exitCode()).as(page.out() + page.err()).isZero();
            assertThat(page.out()).contains("to the end").contains("\"exitCode\":0", "loss=0.1");
        }
    }
}
