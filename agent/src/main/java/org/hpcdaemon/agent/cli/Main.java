package org.hpcdaemon.agent.cli;

import java.util.concurrent.Callable;
import org.hpcdaemon.agent.Settings;
import org.hpcdaemon.cli.Failures;
import org.hpcdaemon.cli.Program;
import org.hpcdaemon.cli.StandardOutput;
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
        System.exit(commandLine(context).execute(args));
    }

    static CommandLine commandLine(Context context) {
        CommandLine line = new CommandLine(new Main())
                .addSubcommand(new LoginCommand(context))
                .addSubcommand(new LogoutCommand(context))
                .addSubcommand(new WhoAmICommand(context))
                .addSubcommand(new DoctorCommand(context))
                .addSubcommand(new DaemonsCommand(context))
                .addSubcommand(new InfoCommand(context))
                .addSubcommand(new SkillCommand(context))
                .addSubcommand(new ExecCommand(context))
                .addSubcommand(new ShellCommand(context))
                .addSubcommand(new CommandLine(new JobCommand())
                        .addSubcommand(new JobSubmitCommand(context))
                        .addSubcommand(new JobStatusCommand(context))
                        .addSubcommand(new JobListCommand(context))
                        .addSubcommand(new JobLogsCommand(context))
                        .addSubcommand(new JobCancelCommand(context))
                        .addSubcommand(new JobRemoveCommand(context))
                        .addSubcommand(new JobWaitCommand(context)))
                .addSubcommand(new EventsCommand(context))
                .addSubcommand(new CommandLine(new KeysCommand())
                        .addSubcommand(new KeysListCommand(context))
                        .addSubcommand(new KeysCreateCommand(context))
                        .addSubcommand(new KeysRevokeCommand(context)));
        return Program.of(
                line, context.out(), context.err(), new Failures("hpc", context.out(), context.err(), Main::words));
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
