package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.testkit.Installed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code clients/python}: the tests that it brings, on good lines and on bad ones, and its wheel in an empty folder. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PythonClientTest {
    private static final Path CLIENT =
            Path.of("../clients/python").toAbsolutePath().normalize();

    private Path folder;
    private World world;

    @BeforeAll
    void start(@TempDir Path temporary) {
        assumeTrue(Installed.has("python3"), Installed.missing("python3"));
        folder = temporary;
        world = World.start(PythonClientTest.class, temporary);
        world.box();
    }

    @AfterAll
    void stop() throws IOException {
        if (world != null) {
            world.close();
        }
    }

    @Test
    void itsTestsPass() throws IOException {
        passes(run(
                "python",
                world.platform().url(),
                "cd " + CLIENT + "; python3 -X dev -m unittest tests/test_client.py"));
    }

    @Test
    void itsTestsPassWhileConnectionsAreCut() throws IOException {
        world.agentSide().cutNewAfter(1_000, 1_500_000);
        String url =
                "http://" + world.agentSide().host() + ":" + world.agentSide().port();

        passes(run("python-cut", url, "cd " + CLIENT + "; python3 -m unittest tests/test_client.py"));

        assertThat(world.agentSide().plannedCuts()).isGreaterThan(10);
    }

    @Test
    void itsWheelIsInstalledIntoAnEmptyFolderAndRunsTheLinesOfItsReadme() throws IOException {
        assumeTrue(Installed.has("pip3"), Installed.missing("pip3"));

        Outcome<String> lines = run("python-readme", world.platform().url(), """
                cd "$(mktemp -d)"
                python3 %1$s/build_wheel.py . >/dev/null
                sha256sum *.whl >sum; rm *.whl; python3 %1$s/build_wheel.py . >/dev/null; sha256sum --quiet -c sum
                pip3 install --quiet --no-index --no-deps --target site ./*.whl 2>/dev/null
                sed -n '/^```python$/,/^```$/{/^```/!p}' %1$s/README.md >lines.py
                PYTHONPATH=$PWD/site python3 lines.py
                """.formatted(CLIENT));

        assertThat(lines.exitCode()).as(lines.out() + lines.err()).isZero();
        assertThat(lines.out()).contains("stdout one\n", "two\n", "COMPLETED epoch 3 loss=0.1");
    }

    private static void passes(Outcome<String> tests) {
        assertThat(tests.exitCode()).as(tests.out() + tests.err()).isZero();
        assertThat(tests.err()).contains("OK").doesNotContain("skipped", "ResourceWarning");
    }

    private Outcome<String> run(String agent, String url, String script) throws IOException {
        Map<String, String> environment = Map.of(
                "HPC_URL",
                url,
                "HPC_API_KEY",
                world.platform().agentKey(World.ADA, agent),
                "HPC_HOME",
                folder.resolve("hpc").toString(),
                "HPC_TEST_DAEMON",
                "box",
                "PYTHONDONTWRITEBYTECODE",
                "1");
        return World.bash(Files.writeString(folder.resolve(agent), script), environment);
    }
}
