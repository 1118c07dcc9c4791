package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.Output;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.testkit.Patience;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each verb of each program does when its output can go nowhere, or no further than a first line. */
@Order(1)
final class OutputTest extends OneBox {
    private String job;

    @BeforeAll
    void leaveAJobAndAShell() {
        job = world.hpc(key, "job", "submit", "box", "--", "echo", "done").out().strip();
        world.hpc(key, "job", "wait", "box", job);
        world.hpc(key, "shell", "box", "--run", "true");
        Patience.await().until(() -> !world.hpc(key, "events").out().isEmpty());
    }

    static Stream<String> listings() {
        return Stream.of(
                "hpc --help",
                "hpc events",
                "hpc info box",
                "hpc job status box JOB",
                "hpc shell box --list",
                "hpc-daemon skills list",
                "hpc-daemon status",
                "hpc-platform keys list");
    }

    static Stream<String> verbs() {
        return Stream.concat(
                listings(),
                Stream.of(
                        "hpc --version",
                        "hpc completion bash",
                        "hpc daemons",
                        "hpc events --json",
                        "hpc exec box -- seq 10",
                        "hpc exec box --json -- seq 10",
                        "hpc job cancel box JOB",
                        "hpc job list box",
                        "hpc job logs box JOB",
                        "hpc job submit box -- true",
                        "hpc job wait box JOB",
                        "hpc shell box --run pwd",
                        "hpc skill box",
                        "hpc-daemon --help",
                        "hpc-daemon --version",
                        "hpc-daemon completion bash",
                        "hpc-daemon doctor",
                        "hpc-daemon list",
                        "hpc-daemon manual",
                        "hpc-daemon service status",
                        "hpc-daemon skills show workstation",
                        "hpc-daemon start --help",
                        "hpc-platform --help",
                        "hpc-platform --version",
                        "hpc-platform completion bash",
                        "hpc-platform daemons list",
                        "hpc-platform keys create --email ada@example.org --agent other",
                        "hpc-platform start --listen 127.0.0.1:0 --home OTHER",
                        "hpc-platform users list"));
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void aReaderThatLeftEndsItInSilenceAsASignalWould(String verb) {
        Outcome<String> outcome = run(Output.NOBODY, verb);

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCodes.READER_LEFT);
        assertThat(outcome.err()).doesNotContain("hpc: ", "hpc-daemon: ", "hpc-platform: ");
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void aFullDiskFailsItAndItSaysSo(String verb) {
        Outcome<String> outcome = run(Output.FULL_DISK, verb);

        assertThat(outcome.exitCode()).as(outcome.err()).isNotZero();
        assertThat(outcome.err()).contains(": cannot write to standard output: No space left on device");
    }

    @ParameterizedTest
    @MethodSource("listings")
    void aReaderOfTheFirstLineAloneGetsAListingWhole(String verb) {
        Outcome<String> outcome = run(Output.FIRST_LINE, verb);

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).hasLineCount(1);
    }

    private Outcome<String> run(Output output, String verb) {
        List<String> words = new ArrayList<>(List.of(verb.split(" ")));
        words.replaceAll(word -> word.equals("JOB") ? job : word);
        return world.run(output, key, words);
    }
}
