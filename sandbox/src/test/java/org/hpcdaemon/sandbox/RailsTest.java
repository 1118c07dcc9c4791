package org.hpcdaemon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guard rails name what is outside, and leave every permitted command as bash runs it without them. */
@Tag("slow")
final class RailsTest {
    @TempDir
    private Path root;

    private Path ws;
    private Path rails;

    @BeforeEach
    void prepare() throws Exception {
        ws = Files.createDirectories(root.toRealPath().resolve("w's ws"));
        Files.createDirectories(root.resolve("away"));
        Files.writeString(root.resolve("away/f"), "away");
        rails = Files.writeString(root.resolve("rails"), Rails.explaining(List.of(ws), List.of(Path.of("/dev"))));
    }

    /** What bash prints and how it ends, in a workspace with the same things in it each time. */
    private String bash(boolean guarded, String script) throws Exception {
        String prepare =
                "cd \"$1\" && command rm -rf -- * && mkdir d && echo f > f && echo g > g && ln -s \"$2\" out; ";
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        prepare + (guarded ? ". \"$3\"; " : "") + script,
                        "bash",
                        ws.toString(),
                        root.resolve("away").toString(),
                        rails.toString())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return printed.replaceAll("(?m)^(bash|\\S*/rails): line \\d+: ", "") + "exit " + process.waitFor();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rm f; ls; rm f; echo $?",
                "rm -rf -- d f -nothing; ls; echo $?",
                "touch 'a b' $'n\\nl' -- -x; ls -b; rm -v -- 'a b' $'n\\nl' -x",
                "touch -d '2001-01-01 UTC' f; stat -c %Y f; touch -r f g; stat -c %Y g",
                "mkdir -pm 700 m/n; stat -c %a m/n; mkdir d; echo $?; rmdir d m; echo $?; ls",
                "cp f d; cp -t d g; cp -r d e; ls d e; cp f f; echo $?; cp /etc/hostname h && cmp h /etc/hostname",
                "mv f d; mv -t d g; ls d; mv nothing d; echo $?; cd d; mv f ../k; cd ..; ls",
                "mv -S .old -b f g; ls; mv g.old d/; ls d",
                "echo x | tee f g /dev/null; cat f g; tee -a f <<< y; cat f; tee h <<'E'\nhere\nE",
                "rm out; ls; ls \"$2\"",
                "cd d; pwd; cd - ; cd ../d; echo $OLDPWD; cd nowhere; echo $?; cd ''; echo $?; cd -P .; pwd",
                "CDPATH=$PWD; cd d; pwd; pushd .. ; pushd d; dirs; popd; popd; popd; echo $?; dirs",
                "set -e; mkdir x; cd x; cd ..; rm nothing; echo not reached",
                "set -eu; trap 'echo trapped $?' EXIT; rm f; cd nowhere; echo not reached",
                "trap 'echo failed' ERR; rm nothing; echo $?",
                "f() { local IFS=,; touch q; (rm q; exit 3); echo $?; }; f; ls",
                "false || rm f; rm g && ls; ! rm g; echo $?",
                "command rm f; ls; 'rm' g; ls; env rm -r d; ls",
                "rm; echo $?; cp f; echo $?; rm --no-such-option f; echo $?; mkdir --help | head -n 1",
                "shopt -s nullglob; touch a1 a2; rm a*; echo *; touch > made; ls",
                "rm -rf d & wait $!; echo $?; ls; TIMEFORMAT=t; time true 2>/dev/null"
            })
    void aPermittedCommandIsWhatItIsWithoutThem(String script) throws Exception {
        assertThat(bash(true, script)).isEqualTo(bash(false, script));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rm \"$2/f\" | rm | away/f",
                "rm -rf f out/f | rm | out/f",
                "mv \"$2/f\" . | mv | away/f",
                "mv f \"$2\" | mv | away",
                "cp f out/ | cp | out/",
                "cp -t \"$2\" f | cp | away",
                "cp --target-directory=\"$2\" f | cp | away",
                "touch out/new | touch | out/new",
                "mkdir -p ../away/x/y | mkdir | ../away/x/y",
                "rmdir ../away | rmdir | ../away",
                "tee f \"$2/new\" < f | tee | away/new",
                "touch \"$1-evil\" | touch | -evil",
            })
    void whatLeadsOutsideIsNamedWithTheDirectoriesAndNotDone(String script, String command, String path)
            throws Exception {
        String printed = bash(true, script);

        assertThat(printed)
                .startsWith(command + ": ")
                .contains(path, "is outside the allowed directories: " + ws)
                .endsWith("exit 1");
        assertThat(root.resolve("away")).isDirectoryContaining("glob:**/f");
        assertThat(root.resolve("away/f")).hasContent("away");
        assertThat(bash(true, "ls \"$2\"")).isEqualTo("f\nexit 0");
    }

    @Test
    void aDirectoryOutsideIsNotEnteredByAccident() throws Exception {
        assertThat(bash(true, "cd /; echo $? $PWD; pushd / ; echo $?; cd out; command cd /; pwd"))
                .contains("1 " + ws)
                .contains("reading there by absolute path works, and \"command cd\" goes there")
                .endsWith("/\nexit 0");
    }

    @Test
    void theSchedulerIsPointedAtTheJobApi() throws Exception {
        assertThat(bash(true, "sbatch job.sh")).contains("hpc job submit").endsWith("exit 126");
    }

    @Test
    void whatTheUserDefinedStays() throws Exception {
        assertThat(bash(false, "rm() { echo mine; }; . \"$3\"; rm \"$2/f\"")).isEqualTo("mine\nexit 0");
    }
}
