package org.hpcdaemon.session.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.session.shell.ShellHarness.CALLER;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.sandbox.Confinements;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.sandbox.OutsideTmp;
import org.hpcdaemon.sandbox.choose.Guards;
import org.hpcdaemon.session.stream.AgentStream;
import org.hpcdaemon.session.stream.Shortly;
import org.hpcdaemon.session.stream.TestRoute;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Redirections in shells where guard rails are all there is: what leads outside fails as what cannot be opened does,
 * and everything else is what it is in a shell without rails.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
final class RedirectionsTest {
    private Path ws;
    private Path away;
    private ShellHarness plain;
    private ShellHarness railed;

    @BeforeAll
    void prepare(@TempDir(factory = OutsideTmp.class) Path folder) throws Exception {
        Path root = folder.toRealPath();
        ws = Files.createDirectories(root.resolve("w's ws"));
        away = Files.createDirectories(root.resolve("away"));
        String bashrc = "PS1='$ '\n";
        plain = new ShellHarness(ws, bashrc);
        railed = new ShellHarness(ws, bashrc, advisory(root));
        assertThat(railed.shells.open(CALLER, open()).sandbox()).isEqualTo("advisory");
    }

    /** The home lies in the allowed directory, which nothing can enforce. */
    private Guard advisory(Path root) {
        return Guards.of(Confinements.of(
                root.resolve("state"),
                List.of(ws),
                new Guarding(IfUnenforced.ADVISORY, List.of(), false, false, false),
                Map.of("HOME", ws.resolve("home").toString())));
    }

    private ShellRequest.Open open() {
        return new ShellRequest.Open(railed.key(), null, null, Map.of(), null, null);
    }

    @AfterAll
    void stop() {
        plain.close();
        railed.close();
    }

    /** What came of it: what was printed, how it ended and where, and what is in the folder that it began in. */
    private String done(ShellHarness harness, String script) throws Exception {
        Path folder = ws.resolve("t");
        ShellId shell = harness.open();
        harness.run(
                shell,
                "rm -rf \"%1$s\"; mkdir \"%1$s\"; \\builtin cd \"%1$s\"; mkdir d; ln -s \"%2$s\" out"
                        .formatted(folder, away));
        ShellRunResult result = harness.run(shell, script);
        ShellRunResult next = result.ended() ? result : harness.run(shell, "echo $-; trap -p; jobs; declare -f f");
        if (!next.ended()) {
            harness.shells.close(CALLER, new ShellRequest.Close(shell));
        }
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return (result.output().head() + "exit " + result.exitCode() + " in " + result.cwd() + "\n" + files + "\n"
                        + next.output().head())
                .replaceAll("\\S*/run/shell-\\w+/(records/)?(\\d+)(\\.text)?", "RUN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo a > f; echo b >> f; echo c >| g; echo d &> h; echo e &>> h; echo e >& i; cat f g h i",
                "{ echo out; echo err >&2; } > f 2>&1; cat f; ls nothing 2> err || echo $?; cat err",
                "exec {fd}> f; echo a >&$fd; exec {fd}>&-; cat f; exec 5<> f; read x <&5; exec 5>&-; echo $x",
                "echo a >&-; echo $?; echo b 1>&2 2>&1; (echo c >&5) 5>&1; echo d > /dev/null; echo e > /dev/stderr",
                "echo t > /dev/tty; echo f > /dev/fd/1; echo s > /dev/stdout; : > /proc/self/fd/1; echo $?",
                "[[ a > b ]]; echo $?; [[ b > /etc/passwd && x < y ]]; echo $?; (( 3 > 2 )); echo $? $(( 1 > /2 )) 2>/dev/null",
                "for ((i = 3; i > 0; i--)); do echo $i; done > f; cat f; x='a > /etc/b'; echo \"$x > /etc/c\" '> /etc/d' \\> /etc/e",
                "cat <<E\n> /etc/x $((1+1)) $(echo y > y)\nE\ncat <<-'E'\n\t> /etc/$x\n\tE\ncat <<< '> /etc/x'; cat y",
                "cat <<A - <<\"B B\" > f\n> /etc/a\nA\n> /etc/b\nB B\ncat f",
                "case 'a>b' in a\\>/etc/x) echo 1 ;; (a'>'*) echo 2 > f ;; esac; cat f; case x in x) ;& y) echo y ;; esac",
                "# echo > /etc/x\necho a#b > f # > /etc/y\ncat f",
                "f() { echo f$1 > f$1; return 3; } 2> err; f 1; echo $?; ( cd d; echo s > ../s; exit 4 ); echo $?; cat f1 s",
                "echo p | tee f | cat > g; echo ${PIPESTATUS[@]}; true | false | true; echo ${PIPESTATUS[*]} $?; cat g",
                "cat <(echo a > f; cat f) > g; cat g; echo q > >(cat > r); until [[ -s r ]]; do :; done; cat r",
                "x=$(echo a > f; echo \"$(echo b > g; cat g)\" `cat f`); echo $x; echo \"${x:-$(echo > /etc/x)}\" ${x//a/\\>}",
                "set -C; echo a > f; echo b > f; echo $?; echo c >| f; cat f",
                "set -e; echo a > f; false > g || true; cat f; false > h; echo not reached",
                "set -u; echo a > f; echo $nothing > g; echo no",
                "set -euo pipefail; trap 'echo bye $?' EXIT; echo a > \"$PWD/f\"; false | cat > g",
                "set -x; echo a > f; { echo b; } 2> g; set +x",
                "trap 'echo err $? $LINENO $BASH_COMMAND' ERR; false > f; echo $?\n(exit 3) > g",
                "trap 'echo debug $LINENO $BASH_COMMAND' DEBUG; echo a > f; x=1\necho b > g; trap - DEBUG; echo c > h",
                "set -T; trap 'echo ret' RETURN; f() { echo in > g; }; f; trap - RETURN; set +T; trap 'echo u' USR1; kill -USR1 $$",
                "trap 'echo debug $BASH_COMMAND' DEBUG; f() { echo a > g; }; set -T; f",
                "echo $_; echo a b > f; echo $_; (exit 7) > f; echo $?; ! true > f; echo $?; echo $LINENO\necho $LINENO",
                "HOME=$PWD; echo a > ~/f; echo b > $HOME/g; echo c > \"${HOME}/h h\"; ls; out=/etc; out=.; echo > $out/k",
                "cd d; echo a > ../f; cd ..; pushd d; echo b > ../g; popd; cat f g",
                "f() { \\builtin eval 'c''d d'; }; f; echo up > ../up; \\builtin eval 'c''d ..'; cat up",
                "rm out; mkdir out; echo a > out/f; ln -s d l; echo b > l/../g; cat out/f g; echo c > \"$PWD/../t/./h\"; cat h",
                "echo a > $'n\\nl'; echo b > 'a b'; echo c > \\>x; echo d > {q,r}; echo $?; echo e > [x]; echo g > ü; ls",
                "echo a > *; echo $?; touch only-one; echo b > only-*; ls; cat only-one; echo > ''; echo $?; echo > d; echo $?",
                "if echo a > f; then echo b; fi > g; while read -r l; do echo \"<$l>\"; done < f > h; until :; do :; done > i; cat g h",
                "IFS=/; shopt -s extglob nullglob nocasematch; set -f; echo a > f; cat f; [[ A == a ]] > g; echo $?; echo !(a|b)",
                "a=(x '> /etc/y'); echo \"${a[@]}\" > f; cat f; declare -A m=([k]='>'); echo ${m[k]} ${#a[@]} $# > g; cat g",
                "coproc { cat; }; echo hi >&\"${COPROC[1]}\"; read -r x <&\"${COPROC[0]}\"; echo $x; disown; eval \"exec ${COPROC[1]}>&-\"",
                "TIMEFORMAT=t; time true 2> f; ! { echo a > g; }; echo $?; let 'x=3>2'; echo $x; echo $((16#ff > 1)) $[2 > 1]",
                "alias e='echo >'; shopt expand_aliases; echo '\"' > f; echo \"'\" > g; echo \"\\\"\" > h; echo \\' > i; cat f g h i",
                "echo 'open",
                "echo > ",
                "echo > f; fi",
                "cat <<E\nno end > /etc/x",
                "echo a >\\\n f; cat f; echo b \\\n > g",
                "return 4; echo > g",
                "exec > f; echo a; exec > /dev/tty; cat f",
                "exit 5 > f",
                "(sleep 0.1 > f & wait $!; echo $?)",
                "python3 -c 'print(1 > 0)' > f; cat f; awk 'BEGIN { print \"x\" > \"/dev/stdout\" }'; bash -c 'echo $0 > g'; cat g"
            })
    void aPermittedCommandIsWhatItIsWithoutRails(String script) throws Exception {
        assertThat(done(railed, script)).isEqualTo(done(plain, script));
    }

    /** AWAY is a folder outside, and in the shell without rails one that does not exist. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo a > AWAY/f; echo $?; echo next",
                "echo a >> AWAY/f || echo no; cat < /dev/null >| 'AWAY/f' && echo yes; echo b &> \"AWAY/f\" || echo $?",
                "set -e; echo a > g; echo b > AWAY/f; echo not reached",
                "trap 'echo err $? $LINENO' ERR; trap 'echo bye' EXIT\necho a > AWAY/f\n{ echo b; } > AWAY/f; (exit 0) 2> AWAY/f",
                "if [[ -w AWAY/f ]]; then echo a > AWAY/f; fi; echo $?; false && echo > AWAY/f; for i in 1 2; do echo $i > AWAY/f; done",
                "f() { echo a; echo b > AWAY/f; echo $?; return 3; }; f; f > g; f > AWAY/f; echo $?; cat g",
                "while read -r l; do echo $l; done < /etc/passwd > AWAY/f; echo $?; (echo a; echo b) > AWAY/f; echo $?",
                "true | cat > AWAY/f; echo ${PIPESTATUS[@]}; echo a > AWAY/f | cat; echo ${PIPESTATUS[@]}; (echo a > AWAY/f & wait $!; echo $?)",
                "x=$(echo a > AWAY/f; echo $?); echo \"$x\"; echo \"$(echo > AWAY/f)\" $?; cat <(echo a > AWAY/f)",
                "exec 5> AWAY/f; echo $?; exec {fd}>> AWAY/f; echo $?; echo a <> AWAY/f; : 2>AWAY/f; echo $?",
                "cat <<E > AWAY/f || echo no\n> AWAY/f\nE\necho $LINENO; (( 1 > 0 )) > AWAY/f; [[ a < b ]] > AWAY/f; echo $?",
                "echo a > g > AWAY/f; cat g; echo b > AWAY/f > h; ls; set -C; echo c > AWAY/f; echo $?; case a in a) echo > AWAY/f;; esac",
                "cd d; set -u; IFS=/; echo a > AWAY/f; echo $?; p=1 echo b > AWAY/f; eval 'echo c > h'; cat h"
            })
    void whatLeadsOutsideFailsAsWhatCannotBeOpened(String script) throws Exception {
        String expected = done(plain, script.replace("AWAY", "/no/such"));
        String got = done(railed, script.replace("AWAY", away.toString()));

        assertThat(got).contains(away + "/f is outside the allowed directories: " + ws + ": No such file");
        assertThat(got.replace(away + "/f is outside the allowed directories: " + ws, "/no/such/f")
                        .replaceAll("\\$\\{__hpc_at[^}]*}'[^']*'", "")
                        .replaceAll(
                                "\\$\\{__hpc_at\\[\"\\d+\"]\\+'[^}]*}\\$\\{__hpc_at\\[\"\\d+\"]-[^}]*}", "/no/such/f"))
                .isEqualTo(expected);
        assertThat(away).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo a > ../../../away/f | ../../../away/f",
                "echo a >& \"$OUT/f\" | away/f",
                "V=$OUT; echo a > \"$OUT/f\" | away/f",
                "echo a > ${OUT}/g\\ h | away/g h",
                "echo a > ~/../../away/f | home/../../away/f",
                "echo a > \"$OLD\"/../../away/'it'\"'\"'s' | away/it's",
                "echo a > /dev/../etc/no-such-folder-x | /dev/../etc/no-such-folder-x"
            })
    void wordsAreExpandedAsFarAsThatDoesNothing(String script, String path) throws Exception {
        ShellId shell = railed.open();
        railed.run(
                shell,
                "OUT='" + away + "' OLD=\"$PWD\"; mkdir -p t; \\builtin cd t; unset N; n() { echo called >&2; }");

        ShellRunResult result = railed.run(shell, script + "; echo $?; echo b > f && cat f");

        assertThat(result.output().head())
                .contains(path + " is outside the allowed directories: ")
                .endsWith("1\nb\n");
        assertThat(away).isEmptyDirectory();
        railed.shells.close(CALLER, new ShellRequest.Close(shell));
    }

    @Test
    void aRefusalHoldsWhereTheWordsAreStillTheSameAndNowhereElse() throws Exception {
        ShellId shell = railed.open();
        railed.run(shell, "mkdir -p t/d; \\builtin cd t; out='" + away + "'");

        ShellRunResult result = railed.run(
                shell,
                "f() { echo a > \"$out/f\"; }; f; echo $?; out=d; f; echo $?; cat d/f; declare -F f >/dev/null && ls -d d");

        assertThat(result.output().head()).contains("outside").endsWith("1\n0\na\nd\n");
        assertThat(away).isEmptyDirectory();
        railed.shells.close(CALLER, new ShellRequest.Close(shell));
    }

    @Test
    void aTextLongerThanAPersonWritesIsLeftAlone() throws Exception {
        String script = "echo '" + "x".repeat(40_000) + "' > t.long; rm t.long; echo > '" + away + "/long'; echo $?";
        ShellId shell = railed.open();

        assertThat(railed.run(shell, script).output().head()).isEqualTo("0\n");

        Files.delete(away.resolve("long"));
        railed.shells.close(CALLER, new ShellRequest.Close(shell));
    }

    @Test
    void whatIsTypedIsStoppedWithTheRestOfItsLine() throws Exception {
        AgentStream seen = new AgentStream();
        TestRoute route = railed.route(1, seen);
        ShellId shell = railed.open();
        railed.attach(shell, "r", route, 1, 0L);

        type(
                shell,
                "echo kept > typed; echo hello there; echo a$_ > typed2; (exit 3); echo b$?; [[ -d / ]] && echo $PWD");
        Shortly.await().until(() -> seen.text().contains("b3\r\n" + ws));
        type(shell, "echo evil > '" + away + "'/f; echo more > typed3");
        Shortly.await().until(() -> seen.text().contains("this was not run"));
        type(shell, "echo code$?; trap 'echo mine' DEBUG; echo > typed4; trap - DEBUG; echo d$((1+1))");
        Shortly.await().until(() -> seen.text().contains("d2\r\n"));

        assertThat(seen.text())
                .contains("bash: " + away + "/f is outside the allowed directories: " + ws)
                .contains("code130\r\n", "mine\r\n");
        assertThat(away).isEmptyDirectory();
        Path home = ws.resolve("home");
        assertThat(home.resolve("typed")).hasContent("kept");
        assertThat(home.resolve("typed2")).hasContent("athere");
        assertThat(home.resolve("typed3")).doesNotExist();
        assertThat(home.resolve("typed4")).exists();
        route.cut();
        railed.shells.close(CALLER, new ShellRequest.Close(shell));
    }

    private void type(ShellId shell, String line) {
        railed.shells.write(
                CALLER,
                new ShellRequest.Write(railed.key(), shell, Bytes.of((line + "\r").getBytes(StandardCharsets.UTF_8))));
    }
}
