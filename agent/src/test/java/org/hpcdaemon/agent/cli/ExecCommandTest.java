package org.hpcdaemon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hpc exec} as agents use it, against a real platform and daemon, over a line that may fail. */
@Tag("slow")
class ExecCommandTest {
    private static World world;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        world = new World(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
    }

    @AfterEach
    void goodWeather() {
        world.network.resume();
    }

    private static String printed(String... args) {
        World.Called called = world.hpc("", args);
        assertThat(called.err()).isEmpty();
        assertThat(called.code()).isZero();
        return called.out();
    }

    @Test
    void optionsEndAtTheCommandsFirstWord() {
        assertThat(printed("exec", "box", "echo", "--timeout", "5", "hi")).isEqualTo("--timeout 5 hi\n");
        assertThat(printed("exec", "box", "echo", "--json", "--help")).isEqualTo("--json --help\n");
        assertThat(printed("exec", "--cwd", "/usr", "box", "--timeout", "60s", "sh", "-c", "pwd"))
                .isEqualTo("/usr\n");
        assertThat(printed("exec", "box", "echo", "a", "--", "b")).isEqualTo("a -- b\n");
        assertThat(printed("exec", "box", "--", "echo", "-n", "--", "b")).isEqualTo("-- b");
        String job = printed("job", "submit", "box", "--name", "mine", "echo", "--name", "a", "--json")
                .strip();
        assertThat(job).startsWith("j_");
        assertThat(world.hpc("", "job", "wait", "box", job).code()).isZero();
        assertThat(printed("job", "logs", "box", job)).isEqualTo("--name a --json\n");
    }

    @Test
    void aLineOfShellIsRunByBash() {
        assertThat(printed("exec", "box", "-c", "echo hi | wc -c")).isEqualTo("3\n");
        assertThat(printed("exec", "box", "--env", "A=1 2", "--env", "B=3", "-c", "echo $A $B"))
                .isEqualTo("1 2 3\n");
        World.Called asOverSsh = world.hpc("", "exec", "box", "echo hi | wc");
        assertThat(asOverSsh.code()).isEqualTo(ExitCodes.NO_PROGRAM);
        assertThat(asOverSsh.err()).hasLineCount(1).contains("\"echo hi | wc\"", "hpc exec box -c 'LINE'");
    }

    @Test
    void standardInputIsTheCommandsWithAndWithoutJson() {
        assertThat(world.hpc("a\nb\n", "exec", "box", "--stdin", "wc", "-l").out())
                .isEqualTo("2\n");
        assertThat(world.hpc("a\nb\n", "exec", "box", "--stdin", "--json", "wc", "-l")
                        .out())
                .contains("\"head\" : \"2\\n\"", "\"key\" : \"");
        assertThat(world.hpc("a\nb\n", "exec", "box", "--no-stdin", "wc", "-l").out())
                .isEqualTo("0\n");
    }

    @Test
    void inAJobItRunsOnlyIfThatIsOnesOwnAndItsSchedulerCanStartIt() {
        World.Called unknown = world.hpc("", "exec", "box", "--job", "j_8k2m4q6s8u0w", "true");
        assertThat(unknown.code()).isEqualTo(ExitCodes.NOT_STARTED);
        assertThat(unknown.err()).contains("no job j_8k2m4q6s8u0w");
        String job = world.hpc("", "job", "submit", "box", "--", "sleep", "5021")
                .out()
                .strip();
        World.Called local = world.hpc("", "exec", "box", "--job", job, "true");
        assertThat(local.code()).isEqualTo(ExitCodes.NOT_STARTED);
        assertThat(local.err()).contains("jobs of this daemon run on its own machine", "run it there, not in the job");
        assertThat(world.hpc("", "exec", "box", "--node", "n1", "true").err())
                .contains("--element and --node are of a JOB, which is missing");
        world.hpc("", "job", "cancel", "box", job);
    }

    @Test
    void aFailureIsJsonWithItsCode() {
        World.Called called = world.hpc("", "exec", "box", "--json", "no-such-program");
        assertThat(called.code()).isEqualTo(ExitCodes.NO_PROGRAM);
        assertThat(called.out())
                .startsWith("{\"error\":{\"code\":\"no_program\",")
                .hasLineCount(1);
        assertThat(world.hpc("", "exec", "nobox", "true").code()).isEqualTo(ExitCodes.NOT_STARTED);
    }

    @Test
    void aNameWithALineEndIsPrintedWhole() {
        World.Called called = world.hpc("", "exec", "box", "a\r\nb");
        assertThat(called.err()).hasLineCount(1).contains("a\\x0d\\x0ab", "check the name");
    }

    @Test
    void theSameKeyAgainRunsNothingAndHasTheSameAnswer() throws IOException {
        String[] once = {"exec", "box", "--no-stdin", "--key", "k.1", "--json", "-c", "echo x | tee -a ran; exit 7"};
        World.Called first = world.hpc("", once);
        assertThat(first.code()).isEqualTo(7);
        assertThat(first.out()).contains("\"key\" : \"k.1\"");
        assertThat(world.hpc("", once)).isEqualTo(first);
        assertThat(world.work.resolve("ran")).hasContent("x\n");
        assertThat(world.hpc("", "exec", "box", "--key", "k.1", "true").code()).isEqualTo(ExitCodes.NOT_STARTED);
    }

    @Test
    void ofACommandThatWasSentItIsToldThatItMayHaveRunAndItsKeyHasTheAnswer() throws IOException {
        String[] command = {
            "exec", "box", "--no-stdin", "--json", "--timeout", "3s", "-c", "echo x >> begun; sleep 1.5; exit 7"
        };
        CompletableFuture<World.Called> called = CompletableFuture.supplyAsync(() -> world.hpc("", command));
        await().atMost(World.PATIENCE).until(() -> Files.exists(world.work.resolve("begun")));
        world.network.stall();

        World.Called lost = called.join();
        assertThat(lost.code()).isEqualTo(ExitCodes.OUTCOME_UNKNOWN);
        assertThat(lost.err()).hasLineCount(1).contains("may have run", "no answer from daemon box", "--key ");
        String key = lost.err().replaceFirst("(?s).*--key ([0-9a-z]+).*", "$1");
        assertThat(lost.out())
                .contains("\"code\":\"outcome_unknown\"", "\"advice\":\"retry_with_key\"", "\"key\":\"" + key + "\"");

        world.network.resume();
        String[] again = command.clone();
        again[2] = "--key=" + key;
        assertThat(world.hpc("", again).code()).isEqualTo(7);
        assertThat(world.work.resolve("begun")).hasContent("x\n");
    }

    @Test
    void whatWasNotSentDidNotStartAndConnectingIsWithinTheLimit() {
        world.network.stall();
        World.Called called = world.hpc("", "exec", "box", "--timeout", "300ms", "-c", "echo x >> never");
        assertThat(called.code()).isEqualTo(ExitCodes.NOT_STARTED);
        assertThat(called.err()).hasLineCount(1).contains("no answer from daemon box within 0.3 s");
        assertThat(world.work.resolve("never")).doesNotExist();
    }

    @Test
    void theShellOfAKeyIsOpenedOnceAndItsCommandRunsOnce() throws IOException {
        String[] once = {"shell", "box", "--key", "k.2", "--run", "echo y >> told; echo told"};
        World.Called first = world.hpc("", once);
        assertThat(first.out()).isEqualTo("told\n");
        assertThat(world.hpc("", once)).isEqualTo(first);
        assertThat(world.work.resolve("told")).hasContent("y\n");
    }
}
