package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Help, manual page, reference and completion say of every setting what the catalogue says. */
final class ManualTest {
    @TempDir
    private Path temp;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private String hpcDaemon(String... args) {
        out.reset();
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        Context context = new Context(new Home(temp.resolve("home")), InstantSource.system(), printed, printed);
        assertThat(Main.commandLine(context).execute(args)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theCommittedReferenceIsTheOneThatIsMade() throws Exception {
        assertThat(Path.of("..", "docs", "reference.md"))
                .as(
                        "make its first part anew with bin/hpc-daemon manual markdown; the rest is for agents, see AgentReferenceTest")
                .content()
                .startsWith(hpcDaemon("manual", "markdown") + "\n## For agents");
    }

    @Test
    void theHelpThatIsThereBeforeTheFirstBuildIsThisProgramsOwn() {
        assertThat(Path.of("..", "libexec", "help", "hpc-daemon"))
                .as("make it anew: bin/hpc-daemon help-texts > libexec/help/hpc-daemon")
                .hasContent(hpcDaemon("help-texts"));
    }

    @Test
    void helpManualAndCompletionHaveEverySetting() {
        String manual = hpcDaemon("manual").replace("\\-", "-");
        String completion = hpcDaemon("completion", "bash");
        for (Setting setting : Setting.values()) {
            assertThat(hpcDaemon(setting.verb(), "--help"))
                    .contains(setting.flag(), setting.meaning().split(" ", 2)[0]);
            assertThat(manual).contains(setting.flag() + ", " + setting.variable() + ", " + setting.key());
            assertThat(completion).contains(setting.flag());
        }
        assertThat(hpcDaemon("manual", "markdown"))
                .contains("| `service install` |", "`--delete-state`")
                .doesNotContain("rehearse");
        assertThat(manual).contains(".SS remove").contains("skills show").doesNotContain("rehearse");
    }

    @Test
    void theManualIsRoffThatManUnderstands() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/groff")), "groff is not installed, so the manual is not set");
        Path page = Files.writeString(temp.resolve("page.1"), hpcDaemon("manual"));
        Process groff = new ProcessBuilder("groff", "-man", "-Tutf8", "-ww", page.toString())
                .redirectErrorStream(true)
                .start();
        String set = new String(groff.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(groff.waitFor()).isZero();
        assertThat(set).contains("Lets your agents work").doesNotContain("troff:");
    }
}
