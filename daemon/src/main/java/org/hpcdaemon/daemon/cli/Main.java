package org.hpcdaemon.daemon.cli;

import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.hpcdaemon.cli.Failures;
import org.hpcdaemon.cli.Program;
import org.hpcdaemon.cli.StandardOutput;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.protocol.error.ExitCodes;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hpc-daemon}: run by the researcher on the machine with the data and the scheduler. */
@Command(
        name = "hpc-daemon",
        mixinStandardHelpOptions = true,
        description = "Lets your agents work on this machine, by an outbound connection only.",
        subcommands = HelpCommand.class,
        footer = {
            "",
            "Example:",
            "  hpc-daemon setup --url https://hpc.example.org --email ada@example.org",
            "  hpc-daemon start --detach",
            "",
            "Exit codes: 0 ok, 1 failed, 2 usage, 3 cannot reach, 4 not allowed."
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
        Context context = new Context(
                Home.of(System.getenv()),
                InstantSource.system(),
                System.getenv(),
                System.in,
                StandardOutput.open(),
                System.err);
        System.exit(Foreground.background(context, args)
                .<Callable<Integer>>map(daemon -> daemon)
                .or(() -> SandboxExecCommand.ofAJob(context, args))
                .map(verb -> run(context, verb))
                .orElseGet(() -> commandLine(context).execute(args)));
    }

    private static int run(Context context, Callable<Integer> verb) {
        try {
            return verb.call();
        } catch (Exception e) {
            return failures(context).failed(e);
        }
    }

    static CommandLine commandLine(Context context) {
        CommandLine line = new CommandLine(new Main())
                .addSubcommand(new CommandLine(SetupCommand.spec(context)))
                .addSubcommand(new ListCommand(context))
                .addSubcommand(new CommandLine(StartCommand.spec(context)))
                .addSubcommand(new CommandLine(StopCommand.spec(context)))
                .addSubcommand(new StatusCommand(context))
                .addSubcommand(new LogsCommand(context))
                .addSubcommand(new SkillsCommand(context))
                .addSubcommand(new RemoveCommand(context))
                .addSubcommand(new ManualCommand(context))
                .addSubcommand(new DoctorCommand(context))
                .addSubcommand(new CommandLine(new ServiceCommand())
                        .addSubcommand(new ServiceInstallCommand(context))
                        .addSubcommand(new ServiceUninstallCommand(context))
                        .addSubcommand(new ServiceStatusCommand(context)))
                .addSubcommand(new SandboxExecCommand(context))
                .addSubcommand(new RehearseCommand(context));
        line.setDefaultValueProvider(new DaemonDefault(context));
        return Program.of(line, context.out(), context.err(), failures(context));
    }

    private static Failures failures(Context context) {
        return new Failures("hpc-daemon", context.out(), context.err());
    }
}
