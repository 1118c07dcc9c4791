package org.hpcdaemon.daemon.policy.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.hpcdaemon.daemon.policy.Policy;
import org.hpcdaemon.daemon.policy.budget.Budget;
import org.hpcdaemon.daemon.policy.budget.Measure;
import org.hpcdaemon.daemon.policy.budget.Period;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which files are refused, at which line and why. */
final class PolicyReaderTest {
    private static final String DEFAULT = """
            [default]
            exec = "deny"
            shell = "deny"
            job = "deny"
            file = "deny"
            forward = "deny"
            """; // six lines

    @TempDir
    private Path temp;

    private PolicyRig rig;

    @BeforeEach
    void makePrograms() throws IOException {
        rig = new PolicyRig(temp);
    }

    private Policy read(String text) {
        return rig.reader().read("policy.toml", text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8 | name = 'x'; kind = 'exec'; answer = 'allow'; colour = 'red' | 11: \"colour\" is unknown here; there are agent, answer",
                "8 | name = 'x'; kind = 'shell'; answer = 'allow'; command = ['ls'] | 11: \"command\" is unknown here",
                "8 | name = 'x'; kind = 'exec'; answer = 'maybe' | 10: \"answer\" is \"allow\", \"ask\" or \"deny\"",
                "8 | name = 'x'; kind = 'exec'; answer = 'deny' | 7: rule \"x\" denies without a \"reason\"",
                "8 | name = 'x'; kind = 'exec'; answer = 'allow'; reason = 'so' | 11: \"reason\" is for rules that deny or ask",
                "8 | name = 'x'; kind = 'sleep'; answer = 'allow' | 9: \"kind\" is one of exec, shell, job, file, forward",
                "8 | kind = 'exec'; answer = 'allow' | 7: \"name\" is missing here",
                "8 | name = 'x'; kind = 'exec'; answer = 'allow'; command = 'ls' | 11: \"command\" is a list of words",
                "8 | name = 'x'; kind = 'exec'; answer = 'allow'; command = ['*'] | 11: \"command\" begins with *",
                "8 | name = 'x'; kind = 'exec'; answer = 'allow'; command = [] | 11: \"command\" is a list of words",
                "8 | name = 'x'; kind = 'exec'; answer = 'allow'; command = [1] | 11: \"command\" is a text in quotes, or a list",
                "8 | name = 'x'; kind = 'exec'; answer = 'allow'; command = ['nosuch'] | 11: \"command\" begins with nosuch, which is not on",
                "8 | name = 'x'; kind = 'exec'; answer = 'allow'; command = ['./ls'] | 11: \"command\" begins with ./ls; give a name",
                "8 | name = 'x'; kind = 'exec'; answer = 'allow'; command = ['bash', '-c', 'ls'] | 11: \"command\" allows bash with certain",
                "8 | name = 'x'; kind = 'exec'; answer = 'allow'; command = ['shell', '-c'] | 11: \"command\" allows shell with certain",
                "8 | name = 'x'; kind = 'exec'; answer = 'allow'; command = ['env', 'ls'] | 11: \"command\" allows env with certain",
                "8 | name = 'x'; kind = 'exec'; answer = 'allow'; command = ['ls']; env = ['LD_PRELOAD'] | 12: \"env\" has LD_PRELOAD",
                "8 | name = 'x'; kind = 'exec'; answer = 'allow'; env = ['A'] | 11: \"env\" goes with \"command\"",
                "8 | name = 'x'; kind = 'job'; answer = 'deny'; reason = 'r'; max_gpus = 1 | 12: \"max_gpus\" is for rules that allow",
                "8 | name = 'x'; kind = 'job'; answer = 'allow'; max_time = 'long' | 11: \"max_time\" is a time as sbatch has it",
                "8 | name = 'x'; kind = 'job'; answer = 'allow'; max_memory = 'much' | 11: \"max_memory\" is an amount of memory",
                "8 | name = 'x'; kind = 'job'; answer = 'allow'; max_nodes = -1 | 11: \"max_nodes\" is a whole number",
                "8 | name = 'x'; kind = 'file'; answer = 'allow'; path = 'here' | 11: \"path\" has here; give absolute paths",
                "8 | name = 'x'; kind = 'file'; answer = 'allow'; path = '/a/../b' | 11: \"path\" has /a/../b",
                "8 | name = 'x'; kind = 'file'; answer = 'allow'; access = 'all' | 11: \"access\" is \"read\" or \"write\"",
                "8 | name = 'x'; kind = 'forward'; answer = 'allow'; port = 70000 | 11: \"port\" is 1 to 65535",
                "8 | name = 'x'; kind = 'exec'; answer = 'allow | 10:",
            })
    void aRuleThatIsWrongIsRefusedWithItsLine(int from, String fields, String message) {
        assertThat(from).isEqualTo(8);
        String rule = DEFAULT + "[[rule]]\n" + fields.replace("; ", "\n").replace('\'', '"') + "\n";
        assertThatThrownBy(() -> read(rule)).hasMessageStartingWith("policy.toml line " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name = 'x'; per = 'day'; jobs = 1; colour = 'red' | 11: \"colour\" is unknown here; there are active_jobs, agent",
                "per = 'day'; jobs = 1 | 7: \"name\" is missing here",
                "name = 'x'; jobs = 1 | 7: \"per\" is missing here",
                "name = 'x'; per = 'year'; jobs = 1 | 9: \"per\" is \"day\", \"week\" or \"month\"",
                "name = 'x'; per = 'day' | 7: budget \"x\" limits nothing: give gpu_hours, cpu_hours, jobs or active_jobs",
                "name = 'x'; per = 'day'; jobs = -1 | 10: \"jobs\" is a whole number",
                "name = 'x'; per = 'day'; gpu_hours = 99999999999 | 10: \"gpu_hours\" is at most 10000000000",
                "name = 'x'; per = 'day'; jobs = 1; over = 'allow' | 11: \"over\" is \"ask\" or \"deny\"",
                "name = 'x'; per = 'day'; jobs = 1; each = 'yes' | 11: \"each\" is true or false",
            })
    void aBudgetThatIsWrongIsRefusedWithItsLine(String fields, String message) {
        String budget = DEFAULT + "[[budget]]\n" + fields.replace("; ", "\n").replace('\'', '"') + "\n";
        assertThatThrownBy(() -> read(budget)).hasMessageStartingWith("policy.toml line " + message);
    }

    @Test
    void aBudgetHasANameOfItsOwn() {
        String budget = "[[budget]]\nname = \"x\"\nper = \"day\"\njobs = 1\n";
        assertThat(read(DEFAULT + budget).budgets())
                .containsExactly(new Budget("x", Set.of(), false, Period.DAY, Map.of(Measure.JOBS, 1L), false, null));
        assertThatThrownBy(() -> read(DEFAULT + budget + budget))
                .hasMessageContaining("line 12: \"name\" is that of an earlier budget, \"x\"");
    }

    @Test
    void everyKindHasADefaultAndNothingElseIsInTheFile() {
        assertThatThrownBy(() -> read(""))
                .hasMessage("policy.toml line 1: [default] is missing: say what holds where no rule does");
        assertThatThrownBy(() -> read("[default]\nexec = \"deny\"\n"))
                .hasMessage("policy.toml line 1: [default] says nothing of shell; say \"allow\", \"ask\" or \"deny\"");
        assertThatThrownBy(() -> read(DEFAULT + "[rules]\nx = 1\n"))
                .hasMessageStartingWith(
                        "policy.toml line 7: \"rules\" is unknown here; there are budget, default, example, rule");
        assertThatThrownBy(() -> read(DEFAULT + "[rule]\nx = 1\n"))
                .hasMessageContaining("line 7: \"rule\" is written as [[rule]]");
        assertThatThrownBy(() -> read(DEFAULT + "sleep = \"deny\"\n"))
                .hasMessageContaining("line 7: \"sleep\" is unknown");
        assertThatThrownBy(() -> read(DEFAULT.replace("shell = \"deny\"", "shell = \"perhaps\"")))
                .hasMessageContaining("line 3: \"shell\" is \"allow\", \"ask\" or \"deny\"");
        assertThat(read(DEFAULT.replace("shell = \"deny\"", "shell = \"ask\"")).size())
                .isZero();
        String rule = "[[rule]]\nname = \"x\"\nkind = \"shell\"\nanswer = \"allow\"\n";
        assertThatThrownBy(() -> read(DEFAULT + rule + rule))
                .hasMessageContaining("line 12: \"name\" is that of an earlier rule");
        assertThat(read(DEFAULT + rule).size()).isOne();
    }

    @Test
    void aFileWhoseExampleFailsIsRefusedWithItsLineAndWhatItWasAnswered() throws IOException {
        String rule = """
                [[rule]]
                name = "look"
                kind = "exec"
                command = ["ls"]
                answer = "allow"
                """;
        String example = """
                [[example]]
                kind = "exec"
                command = ["ls", "/data"]
                answer = "deny"
                """;
        assertThatThrownBy(() -> read(DEFAULT + rule + example))
                .hasMessage(
                        "policy.toml line 12: this example expects deny, and is answered allow by rule \"look\": allowed");
        Path file = Files.writeString(
                temp.resolve("policy.toml"), DEFAULT + rule + example + example.replace("deny", "allow"));
        assertThat(rig.reader().trials(file))
                .extracting(Trial::line, Trial::holds)
                .containsExactly(tuple(12, false), tuple(16, true));
        assertThatThrownBy(() -> read(DEFAULT + "[[example]]\nkind = \"exec\"\nanswer = \"deny\"\n"))
                .hasMessageContaining("line 7: \"command\" is missing here");
        assertThatThrownBy(() -> read(DEFAULT + example.replace("answer", "anser")))
                .hasMessageContaining("line 7: \"answer\" is missing here");
    }

    @Test
    void filesThatAreTooLongTooDeepOrNotTextAreRefused() throws IOException {
        Path file = temp.resolve("policy.toml");
        Files.writeString(file, DEFAULT + "#".repeat(PolicyReader.MAX_BYTES));
        assertThatThrownBy(() -> rig.reader().read(file)).hasMessageContaining("is longer than 262144 bytes");
        Files.write(file, new byte[] {'a', '=', '"', (byte) 0xe9, '"'});
        assertThatThrownBy(() -> rig.reader().read(file)).hasMessageContaining("is invalid UTF-8");
        Files.writeString(file, "a = " + "[".repeat(20_000));
        assertThatThrownBy(() -> rig.reader().read(file)).isInstanceOf(PolicyException.class);
        Files.writeString(file, "a\0 = 1");
        assertThatThrownBy(() -> rig.reader().read(file)).hasMessageContaining("line 1");
    }
}
