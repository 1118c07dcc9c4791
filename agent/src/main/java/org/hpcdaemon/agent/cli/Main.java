package org.hpcdaemon.agent.cli;

import java.util.concurrent.Callable;
import org.hpcdaemon.agent.Settings;
import org.hpcdaemon.cli.Failures;
import org.hpcdaemon.cli.Program;
import org.hpcdaemon.cli.StandardOutput;
import org.hpcdaemon.cli.Verbs;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hpc}: the command line of agents and users. */
@Command(
        name = "hpc",
        mixinStandardHelpOptions = true,
        description = "Works on machines that cannot be reached: commands, shells and jobs, through a platform.",
        subcommands = HelpCommand.class,
        footer = {
            "",
            "Examples:",
            "  hpc daemons",
            "  hpc exec mybox -- nvidia-smi",
            "  hpc shell mybox",
            "  hpc job submit mybox --context 'epoch 3' -- python train.py",
            "  hpc events --follow --ack",
            "",
            "HPC_URL and HPC_API_KEY stand in for `hpc login`. HPC_CA_FILE names further CA",
            "certificates to trust (PEM). HTTPS_PROXY and NO_PROXY are followed.",
            "Exit codes: 0 ok, 1 failed, 2 usage, 3 cannot reach, 4 not allowed.",
            "With --json, a failure is {\"error\":{\"code\",\"message\",\"advice\"}} on stdout too."
        })
public final class Main implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCodes.USAGE;
    }

    public static void main(String[] args) {
        Context context = new Context(new Settings(System.getenv()), System.in, StandardOutput.open(), System.err);
        System.exit(commandLine(context, args).execute(args));
    }

    /** @param words what it is going to be asked; none builds all verbs */
    static CommandLine commandLine(Context context, String... words) {
        return Program.of(
                new CommandLine(new Main()),
                verbs(context),
                context.out(),
                context.err(),
                new Failures("hpc", context.out(), context.err(), Main::words),
                words);
    }

    private static Verbs verbs(Context context) {
        return new Verbs()
                .add("login", () -> new LoginCommand(context))
                .add("logout", () -> new LogoutCommand(context))
                .add("whoami", () -> new WhoAmICommand(context))
                .add("doctor", () -> new DoctorCommand(context))
                .add("daemons", () -> new DaemonsCommand(context))
                .add("info", () -> new InfoCommand(context))
                .add("skill", () -> new SkillCommand(context))
                .add("exec", () -> new ExecCommand(context))
                .add("shell", () -> new ShellCommand(context))
                .add(
                        "job",
                        JobCommand::new,
                        new Verbs()
                                .add("submit", () -> new JobSubmitCommand(context))
                                .add("status", () -> new JobStatusCommand(context))
                                .add("list", () -> new JobListCommand(context))
                                .add("logs", () -> new JobLogsCommand(context))
                                .add("cancel", () -> new JobCancelCommand(context))
                                .add("rm", () -> new JobRemoveCommand(context))
                                .add("wait", () -> new JobWaitCommand(context)))
                .add("events", () -> new EventsCommand(context))
                .add(
                        "keys",
                        KeysCommand::new,
                        new Verbs()
                                .add("list", () -> new KeysListCommand(context))
                                .add("create", () -> new KeysCreateCommand(context))
                                .add("revoke", () -> new KeysRevokeCommand(context)))
                .add("mcp", () -> new McpCommand(context))
                .add("rehearse", () -> new RehearseCommand(context));
    }

    /** What is wrong, and what to do. */
    static String words(HpcException failure) {
        return CliWords.of(failure) + nextStep(failure);
    }

    /** The command that names what there is instead. */
    private static String nextStep(HpcException failure) {
        if (failure.code() == ErrorCode.UNAUTHORIZED && failure.reason().contains("key")) {
            return "; get one with: hpc login --url URL --email YOU";
        }
        String reason = failure.code() == ErrorCode.NOT_FOUND ? failure.reason() : "";
        if (reason.startsWith("no daemon ")) {
            return "; `hpc daemons` lists yours";
        }
        if (reason.startsWith("no job ")) {
            return "; `hpc job list DAEMON` lists yours";
        }
        return reason.startsWith("no shell ") ? "; `hpc shell DAEMON --list` lists yours" : "";
    }
}
