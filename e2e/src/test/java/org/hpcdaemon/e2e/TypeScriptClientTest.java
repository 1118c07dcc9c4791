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

/** {@code clients/typescript}: the tests that it brings, on good lines and on bad ones, and its package in an empty folder. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TypeScriptClientTest {
    private static final Path CLIENT =
            Path.of("../clients/typescript").toAbsolutePath().normalize();

    /** The compiler stays here from run to run. */
    private static final Path BUILD = Path.of("target/clients/typescript").toAbsolutePath();

    private Path folder;
    private World world;

    @BeforeAll
    void build(@TempDir Path temporary) throws IOException {
        assumeTrue(Installed.missing("node", "npm").isEmpty(), Installed.missing("node", "npm"));
        folder = temporary;
        Outcome<String> version = run(Map.of(), "node -p 'process.versions.node.split(\".\")[0] >= 20'");
        assumeTrue(version.out().strip().equals("true"), "the node installed here is older than 20");
        Outcome<String> compiler = run(Map.of(), """
                mkdir -p %1$s && cd %1$s && cp -r %2$s/. .
                cmp -s package-lock.json node_modules/.lock || {
                    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && cp package-lock.json node_modules/.lock; }
                """.formatted(BUILD, CLIENT));
        assumeTrue(compiler.exitCode() == 0, "npm could not fetch TypeScript: " + compiler.err());
        Outcome<String> built = run(Map.of(), "cd " + BUILD + "; rm -rf dist *.tgz; npm run --silent build");
        assertThat(built.exitCode()).as(built.out() + built.err()).isZero();
        world = World.start(TypeScriptClientTest.class, temporary);
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
        passes(run(agent("node", world.platform().url()), "cd " + BUILD + "; node --test test/"));
    }

    @Test
    void itsTestsPassWhileConnectionsAreCut() throws IOException {
        world.agentSide().cutNewAfter(1_000, 1_500_000);
        String url =
                "http://" + world.agentSide().host() + ":" + world.agentSide().port();

        passes(run(agent("node-cut", url), "cd " + BUILD + "; node --test test/"));

        assertThat(world.agentSide().plannedCuts()).isGreaterThan(10);
    }

    @Test
    void itStreamsOverTheWebSocketOfLaterNodesToo() throws IOException {
        Outcome<String> tests = run(
                agent("node-websocket", world.platform().url()),
                "cd " + BUILD + "; HPC_TEST_WEBSOCKET=1 NODE_OPTIONS=--experimental-websocket"
                        + " node --test --test-name-pattern 'stream|typed|persists|large' test/");

        passes(tests);
    }

    @Test
    void itsPackageIsInstalledIntoAnEmptyFolderAndRunsTheLinesOfItsReadme() throws IOException {
        Outcome<String> lines = run(agent("node-readme", world.platform().url()), """
                package=%1$s/$(cd %1$s && npm pack --silent)
                cd "$(mktemp -d)"; echo '{"type": "module"}' >package.json
                npm install --offline --no-audit --no-fund --loglevel=error "$package" >/dev/null
                test -f node_modules/hpc-client/dist/index.d.ts
                sed -n '/^```js$/,/^```$/{/^```/!p}' %1$s/README.md >lines.js
                node lines.js
                """.formatted(BUILD));

        assertThat(lines.exitCode()).as(lines.out() + lines.err()).isZero();
        assertThat(lines.out()).contains("stdout one\n", "two\n", "COMPLETED epoch 3 loss=0.1");
    }

    private static void passes(Outcome<String> tests) {
        assertThat(tests.exitCode()).as(tests.out() + tests.err()).isZero();
    }

    private Map<String, String> agent(String name, String url) {
        return Map.of(
                "HPC_URL",
                url,
                "HPC_API_KEY",
                world.platform().agentKey(World.ADA, name),
                "HPC_HOME",
                folder.resolve("hpc").toString(),
                "HPC_TEST_DAEMON",
                "box");
    }

    private Outcome<String> run(Map<String, String> environment, String script) throws IOException {
        return World.bash(Files.writeString(Files.createTempFile(folder, "run", ".sh"), script), environment);
    }
}
