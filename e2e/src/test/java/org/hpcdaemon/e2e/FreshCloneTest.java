package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.hpcdaemon.e2e.world.FreshClone;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs before their first build: a help text or a typing error takes no minutes. */
final class FreshCloneTest {
    private FreshClone clone;

    @BeforeEach
    void copy(@TempDir Path folder) throws IOException {
        clone = new FreshClone(folder.resolve("clone"));
    }

    @ParameterizedTest
    @CsvSource({
        "hpc --help, Usage: hpc [",
        "hpc exec --help, Usage: hpc exec ",
        "hpc help job submit, Usage: hpc job submit ",
        "hpc-daemon setup -h, Usage: hpc-daemon setup ",
        "hpc-platform keys --help, Usage: hpc-platform keys ",
    })
    void itsHelpNeedsNoBuild(String line, String beginning) {
        Outcome<String> outcome = run(line);

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).startsWith(beginning);
        assertThat(clone.hasBuilt()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hpc", "hpc-daemon", "hpc-platform"})
    void itsVersionNeedsNoBuildAndAWrongVerbOrNoneEither(String program) {
        assertThat(run(program + " --version").out()).matches(program + " [0-9]+\\.[0-9]+\\.[0-9]+\\S*\n");

        Outcome<String> wrong = run(program + " frobnicate");
        assertThat(wrong.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(wrong.err()).isEqualTo(program + ": no verb frobnicate (see: " + program + " --help)\n");

        Outcome<String> none = run(program);
        assertThat(none.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(none.err()).startsWith("Usage: " + program + " ");
        assertThat(clone.hasBuilt()).isFalse();
    }

    /** Who may not write to the clone cannot record anew, and would get classes that are not those of the jars. */
    @Test
    void whatWasRecordedOfAnEarlierBuildIsNotUsed() throws IOException {
        Instant built = Instant.parse("2026-07-01T12:00:00Z");

        assertThat(clone.runBuilt("hpc-daemon", "daemon", built, built.plusSeconds(1))
                        .out())
                .contains("-XX:AOTCache=");
        assertThat(clone.runBuilt("hpc-daemon", "daemon", built, built.minusSeconds(1))
                        .out())
                .contains("org.hpcdaemon.daemon.cli.Main\nlist\n")
                .doesNotContain("AOTCache");
    }

    @Test
    void aBuildSaysWhatItIsAtAndWhyItFailed() {
        Outcome<String> outcome = run("hpc daemons");

        assertThat(clone.hasBuilt()).isTrue();
        assertThat(outcome.exitCode()).isEqualTo(ExitCodes.FAILED);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines()).first().asString().startsWith("building hpc-daemon: usually ");
        assertThat(outcome.err())
                .contains("  downloading Maven plugins and libraries\n", "  [2/8]  protocol\n")
                .contains("[ERROR] protocol: no such thing\nhpc: the build failed; all of it is in ");
    }

    private Outcome<String> run(String line) {
        String[] words = line.split(" ");
        String[] arguments = new String[words.length - 1];
        System.arraycopy(words, 1, arguments, 0, arguments.length);
        return clone.run(words[0], arguments);
    }
}
