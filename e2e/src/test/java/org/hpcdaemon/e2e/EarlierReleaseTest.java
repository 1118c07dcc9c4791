package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.Release;
import org.hpcdaemon.e2e.world.World;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Hosts, researchers and agents upgrade on days of their own: whichever of the three is a release behind, commands, shells, jobs and
 * wake-ups work.
 */
@Order(1)
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EarlierReleaseTest {
    /** From before the first change of the wire; to be moved when a release is no longer supported. */
    private static final String COMMIT = "e925700";

    private Release earlier;

    @BeforeAll
    @Timeout(value = 30, unit = TimeUnit.MINUTES) // as long as a build may take on a busy machine
    void build() {
        earlier = Release.of(COMMIT);
    }

    @ParameterizedTest(name = "platform {0}, daemon {1}, hpc {2}")
    @CsvSource({
        "earlier, current, current",
        "current, earlier, current",
        "current, current, earlier",
    })
    void worksBesideIt(String platform, String daemon, String hpc, @TempDir Path folder) throws IOException {
        try (World world = World.start(EarlierReleaseTest.class, folder, release(platform))) {
            var _ = world.box(release(daemon));
            String key = world.platform().agentKey(World.ADA, "agent");
            Agent agent = new Agent(world, release(hpc), key);

            assertThat(agent.run("daemons").out()).contains("box");
            assertThat(agent.run("info", "box").out()).isNotBlank();
            agent.runsCommands();
            agent.usesAShell();
            agent.isWokenByAJob();
            agent.hearsOfWhatIsNotThere();
        }
    }

    private Release release(String name) {
        return name.equals("earlier") ? earlier : Release.CURRENT;
    }

    /** An agent with the command line of a release. */
    private record Agent(World world, Release release, String key) {

        Outcome<String> run(String... arguments) {
            return world.hpc(release, key, arguments);
        }

        void runsCommands() {
            Outcome<String> outcome = run("exec", "box", "--", "sh", "-c", "echo out; echo err >&2; exit 7");

            assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(7);
            assertThat(outcome.out()).isEqualTo("out\n");
            assertThat(outcome.err()).isEqualTo("err\n");
        }

        void usesAShell() {
            Outcome<String> outcome = run("shell", "box", "--run", "cd /; echo in $PWD; exit 5");

            assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(5);
            assertThat(outcome.out()).contains("in /");
        }

        void isWokenByAJob() {
            Outcome<String> submitted =
                    run("job", "submit", "box", "--context", "epoch 3", "--", "sh", "-c", "echo done; exit 3");
            assertThat(submitted.exitCode()).as(submitted.err()).isZero();
            String job = submitted.out().strip();

            assertThat(run("job", "wait", "box", job).exitCode()).isEqualTo(3);
            assertThat(run("job", "status", "box", job).out()).contains("FAILED");
            assertThat(run("job", "logs", "box", job).out()).contains("done");
            await().untilAsserted(
                            () -> assertThat(run("events", "--json").out()).contains("epoch 3", job));
        }

        void hearsOfWhatIsNotThere() {
            Outcome<String> outcome = run("job", "status", "box", "j_nosuchjob");

            assertThat(outcome.exitCode()).isNotZero();
            assertThat(outcome.err()).contains("j_nosuchjob");
        }
    }
}
