package org.hpcdaemon.sandbox.choose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.sandbox.Enforcing;
import org.hpcdaemon.sandbox.OutsideTmp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A command in a box of bubblewrap's is the command that it is without: it only reaches less. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
final class BoxTest {
    private Agent agent;

    @BeforeAll
    void start(@TempDir(factory = OutsideTmp.class) Path folder) throws Exception {
        agent = new Agent(folder);
        Enforcing.assumeBoxes();
    }

    @AfterAll
    void stop() {
        agent.close();
    }

    @ParameterizedTest
    @CsvSource({
        "exit 0, 0,",
        "exit 7, 7,",
        "exit 137, 137,",
        "exit 255, 255,",
        "kill -KILL $$, , KILL",
        "kill -TERM $$, , TERM",
        "kill -INT $$, , INT",
        "kill -PIPE $$, , PIPE",
        "kill -SEGV $$, , SEGV",
        "kill -KILL -1, , KILL",
        "(sleep 0.3; kill -CONT $$) & kill -TSTP $$; exit 4, 4,"
    })
    void itsEndIsToldAsItWas(String command, Integer exitCode, String signal) {
        ExecResult result = agent.exec(command);

        assertThat(result.exitCode()).isEqualTo(exitCode);
        assertThat(result.signal()).isEqualTo(signal);
        assertThat(result.sandbox()).isEqualTo("enforced");
    }

    @Test
    void whatItSaysOfItsEndIsNotBelievedFurtherThanANumber() {
        Path made = agent.state.resolve("escaped");
        String lie = "for fd in /proc/[0-9]*/fd/9; do echo 'code=a[$(touch " + made + ")]' > $fd; done; kill -9 $PPID";

        ExecResult result = agent.exec(lie + "; kill -9 -1");

        assertThat(result.signal()).isEqualTo("KILL");
        assertThat(made).doesNotExist();
    }

    @Test
    void itsEnvironmentIsWhatWasAskedForAndActsOnlyInside() throws Exception {
        Path library = agent.allowed.resolve("evil.so");
        Path source = Files.writeString(
                agent.allowed.resolve("evil.c"),
                "#include <fcntl.h>\n__attribute__((constructor)) void f(void) { creat(\"" + agent.user
                        + "/evil\", 0600); }\n");
        assertThat(agent.exec("gcc -shared -fPIC -o " + library + " " + source).exitCode())
                .isZero();
        Path startup = Files.writeString(agent.allowed.resolve("startup"), "touch " + agent.user + "/evil\n");
        Map<String, String> environment = Map.of(
                "LD_PRELOAD", library.toString(),
                "BASH_ENV", startup.toString(),
                "GREETING", "a b\n'c'");

        ExecResult result = agent.exec(new ExecRequest.Run(
                new IdempotencyKey("env"),
                List.of("bash", "-c", "printf %s \"$GREETING\"; env | grep -c HPC_DAEMON_BOX"),
                null,
                null,
                environment,
                null,
                null,
                null));

        assertThat(agent.user.resolve("evil")).doesNotExist();
        assertThat(Agent.out(result)).isEqualTo("a b\n'c'0\n");
    }

    @Test
    void aTimeOutLetsItTidyUpAndLeavesNoProcess() {
        ExecResult result = agent.exec(
                "trap 'echo tidied; exit 3' TERM; (setsid sleep 4711.1 &); echo ready; while :; do sleep 0.05; done",
                600L);

        assertThat(result.timedOut()).isTrue();
        assertThat(Agent.out(result)).isEqualTo("ready\ntidied\n");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(running("sleep 4711.1")).isZero();
    }

    @Test
    void whatItLeftRunningEndsWithIt() {
        assertThat(agent.exec("nohup setsid sleep 4711.2 >/dev/null 2>&1 & (setsid sleep 4711.2 &) & exit 0")
                        .exitCode())
                .isZero();

        await().until(() -> running("sleep 4711.2") == 0);
    }

    private static long running(String command) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.endsWith(command))
                .count();
    }

    @Test
    void aShellHasItsTerminalAndItsJobs() {
        ShellId shell = agent.shell();

        assertThat(agent.run(shell, "command cd / && x=1; tty -s </dev/tty && echo terminal")
                        .output()
                        .head())
                .isEqualTo("terminal\n");
        assertThat(agent.run(shell, "echo $x; pwd").output().head()).isEqualTo("1\n/\n");
        assertThat(agent.run(shell, "sleep 0.01 & wait %1; echo $?").output().head())
                .contains("0\n");
        ShellRunResult away = agent.run(shell, "command touch " + agent.user + "/x");
        assertThat(away.exitCode()).isEqualTo(1);
        assertThat(away.output().head()).contains("Read-only file system");
        agent.closeShell(shell);
        await().untilAsserted(() -> assertThat(agent.state.resolve("shells")).isEmptyDirectory());
    }

    @Test
    void aRedirectionOutsideNamesThePathAndTheDirectories() {
        ShellId shell = agent.shell();
        String outside = agent.user + "/x";

        ShellRunResult run =
                agent.run(shell, "echo 1 > " + outside + "; echo $?; echo 2 > in; echo 3 > /run/x && cat in");

        assertThat(run.output().head())
                .contains(outside + " is outside the allowed directories: " + agent.allowed)
                .endsWith("\n1\n2\n");
        // What cannot be known beforehand meets the kernel.
        assertThat(agent.run(shell, "o=" + agent.user + "; echo 1 > $o/x")
                        .output()
                        .head())
                .contains("Read-only file system");
        agent.closeShell(shell);
    }

    @Test
    void aShellCannotMakeTheDaemonWriteElsewhere() throws Exception {
        ShellId shell = agent.shell();
        Path victim = Files.writeString(agent.user.resolve("victim"), "as it was");

        agent.run(
                shell,
                "for n in 3 4 5 6; do ln -sf " + victim + " $__hpc_dir/$n; ln -sf " + victim
                        + " $__hpc_dir/records/$n.end; done");
        agent.run(shell, "echo 1");
        agent.run(shell, "echo 2");

        assertThat(victim).hasContent("as it was");
        agent.closeShell(shell);
        assertThat(victim).hasContent("as it was");
    }

    @ParameterizedTest
    @CsvSource({
        "exit 0, COMPLETED, 0,",
        "exit 137, FAILED, 137,",
        "kill -KILL $$, FAILED, , KILL",
        "exit 130, FAILED, 130,",
        "kill -TERM $$, FAILED, , TERM",
        "kill -INT $$, FAILED, , INT",
        "kill -PIPE $$, FAILED, , PIPE"
    })
    void aJobsEndIsToldAsItWas(String command, JobState state, Integer exitCode, String signal) {
        JobInfo job = agent.job(command);

        assertThat(job.state()).isEqualTo(state);
        assertThat(job.exitCode()).isEqualTo(exitCode);
        assertThat(job.signal()).isEqualTo(signal);
        assertThat(job.sandbox()).isEqualTo("enforced");
    }

    @Test
    void aJobReachesNoMoreThanACommand() throws Exception {
        JobInfo job =
                agent.job("echo in > in; touch /tmp/x; ls /tmp; touch " + agent.user + "/x; ls -A " + agent.state);

        assertThat(agent.jobOutput(job)).startsWith("x\n").contains("Read-only file system");
        assertThat(agent.allowed.resolve("in")).exists();
        assertThat(agent.user.resolve("x")).doesNotExist();
        assertThat(agent.jobs.places.folder(job.job()).path().resolve("tmp")).doesNotExist();
    }
}
