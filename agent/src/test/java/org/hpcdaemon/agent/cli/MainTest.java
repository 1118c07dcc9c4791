package org.hpcdaemon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.hpcdaemon.agent.Settings;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.testkit.HelpPages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @TempDir
    private Path home;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int hpc(Map<String, String> environment, String... args) {
        Context context = new Context(
                new Settings(environment),
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return Main.commandLine(context).execute(args);
    }

    private String message() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void withoutCredentialsItSaysHowToSignIn() {
        assertThat(hpc(Map.of("HPC_HOME", home.toString()), "daemons")).isEqualTo(ExitCodes.NOT_ALLOWED);
        assertThat(message()).hasLineCount(1).contains("hpc login");
    }

    @Test
    void anUnreachablePlatformIsExitCodeThree() throws Exception {
        int freePort;
        try (ServerSocket socket = new ServerSocket(0)) {
            freePort = socket.getLocalPort();
        }
        var environment = Map.of("HPC_URL", "http://127.0.0.1:" + freePort, "HPC_API_KEY", "k");
        assertThat(hpc(environment, "daemons")).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(message()).hasLineCount(1).contains("127.0.0.1:" + freePort + ": connection refused");
    }

    @Test
    void aRehearsalNeedsNoPlatformAndPrintsNothing() {
        assertThat(hpc(Map.of(), "rehearse")).as(this::message).isEqualTo(ExitCodes.OK);
        assertThat(out.toString(StandardCharsets.UTF_8) + message()).isEmpty();
    }

    @Test
    void theKeyNeverTravelsInPlainTextToAnotherMachine() {
        var environment = Map.of("HPC_URL", "http://hpc.example.org", "HPC_API_KEY", "k");
        assertThat(hpc(environment, "daemons")).isEqualTo(ExitCodes.USAGE);
        assertThat(message()).contains("https://");
    }

    @Test
    void theKeyOfADaemonIsNoAgents() {
        var environment = Map.of("HPC_URL", "http://127.0.0.1:1", "HPC_API_KEY", "hpc_daemon_0123");
        assertThat(hpc(environment, "info", "box")).isEqualTo(ExitCodes.NOT_ALLOWED);
        assertThat(message()).hasLineCount(1).contains("a daemon's key", "keys create", "--agent");
    }

    @Test
    void aWrongOptionIsUsageAndNamesTheHelp() {
        assertThat(hpc(Map.of(), "events", "--wait")).isEqualTo(ExitCodes.USAGE);
        assertThat(message()).contains("--wait").contains("hpc events --help");
    }

    @Test
    void whereACommandsExitCodeIsPassedOnItsOwnFailuresAreNoneThatACommandHas() {
        var unreachable = Map.of("HPC_URL", "http://127.0.0.1:1", "HPC_API_KEY", "k");
        for (String[] verb : new String[][] {{"exec", "box", "true"}, {"shell", "box", "--run", "true"}}) {
            assertThat(hpc(unreachable, verb)).isEqualTo(ExitCodes.NOT_STARTED);
            assertThat(hpc(Map.of("HPC_HOME", home.toString()), verb)).isEqualTo(ExitCodes.NOT_STARTED);
        }
        assertThat(hpc(Map.of(), "exec", "box", "--timeout", "soon", "true")).isEqualTo(ExitCodes.NOT_STARTED);
        assertThat(hpc(Map.of(), "exec", "box")).isEqualTo(ExitCodes.NOT_STARTED);
        assertThat(hpc(Map.of(), "exec", "box", "-c", "true", "true")).isEqualTo(ExitCodes.NOT_STARTED);
        assertThat(hpc(unreachable, "rsh", "box", "true")).isEqualTo(ExitCodes.NOT_STARTED);
        assertThat(hpc(unreachable, "shell", "box", "--list")).isEqualTo(ExitCodes.UNREACHABLE);
    }

    @Test
    void whatSshWouldDoAndRshDoesNotIsRefusedByName() {
        var unreachable = Map.of("HPC_URL", "http://127.0.0.1:1", "HPC_API_KEY", "k");
        for (String[] option : new String[][] {
            {"-L", "8888:localhost:8888"},
            {"-t"},
            {"-p", "2222"},
            {"-o", "ProxyCommand=nc"},
            {"-o", "RequestTTY=yes"},
            {"-o", "x"}
        }) {
            err.reset();
            String[] words = Stream.of(Stream.of("rsh"), Stream.of(option), Stream.of("box", "true"))
                    .flatMap(each -> each)
                    .toArray(String[]::new);
            assertThat(hpc(unreachable, words)).as(message()).isEqualTo(ExitCodes.NOT_STARTED);
            assertThat(message()).hasLineCount(1).contains(option[0].equals("-L") ? "-L" : option[option.length - 1]);
        }
        err.reset();
        assertThat(hpc(unreachable, "rsh", "box", "-n", "true")).isEqualTo(ExitCodes.NOT_STARTED);
        assertThat(message()).contains("options go before the daemon");
        err.reset();
        assertThat(hpc(unreachable, "rsh", "box")).isEqualTo(ExitCodes.NOT_STARTED);
        assertThat(message()).contains("hpc shell box");
    }

    /** Git asks so whether it may pass options of OpenSSH. */
    @Test
    void theConfigurationIsPrintedWithoutAPlatform() {
        assertThat(hpc(Map.of(), "rsh", "-G", "-o", "SendEnv=GIT_PROTOCOL", "-p22", "ada@box"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("hostname box\n");
    }

    @Test
    void anUnknownVerbOrOptionIsToldWithOneLikeIt() {
        assertThat(hpc(Map.of(), "jobs", "list", "box")).isEqualTo(ExitCodes.USAGE);
        assertThat(message()).startsWith("hpc: no verb `jobs`; did you mean `job`?");
        err.reset();
        assertThat(hpc(Map.of(), "job", "submit", "box", "--tiem", "3", "--", "true"))
                .isEqualTo(ExitCodes.USAGE);
        assertThat(message()).startsWith("hpc: no option `--tiem`; did you mean `--time`?");
    }

    @Test
    void withoutAVerbItListsThem() {
        assertThat(hpc(Map.of())).isEqualTo(ExitCodes.USAGE);
        assertThat(message()).contains("exec", "whoami", "doctor");
    }

    @Test
    void aKeyThatIsNoneIsUsage() {
        assertThat(hpc(Map.of(), "job", "submit", "box", "--key", "two words", "--", "true"))
                .isEqualTo(ExitCodes.USAGE);
        assertThat(message()).hasLineCount(1).contains("--key", "hpc job submit --help");
    }

    @Test
    void aScriptThatCannotBeReadIsNamed() {
        for (String script : new String[] {home.resolve("none.sh").toString(), home.toString()}) {
            err.reset();
            assertThat(hpc(Map.of(), "job", "submit", "box", "--script", script))
                    .isEqualTo(ExitCodes.USAGE);
            assertThat(message()).hasLineCount(1).startsWith("hpc: --script: ").contains(script);
        }
    }

    @Test
    void everyVerbHasExamplesThatCanBePasted() {
        Context context = new Context(new Settings(Map.of()), InputStream.nullInputStream(), System.out, System.err);
        assertThat(HelpPages.faults(Main.commandLine(context))).isEmpty();
    }

    @Test
    void theHelpThatIsThereBeforeTheFirstBuildIsThisProgramsOwn() {
        assertThat(hpc(Map.of(), "help-texts")).isZero();
        assertThat(Path.of("..", "libexec", "help", "hpc"))
                .as("make it anew: bin/hpc help-texts > libexec/help/hpc")
                .hasContent(out.toString(StandardCharsets.UTF_8));
    }
}
