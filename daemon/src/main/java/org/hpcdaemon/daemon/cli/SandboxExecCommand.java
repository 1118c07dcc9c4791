package org.hpcdaemon.daemon.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.sandbox.enforce.SandboxExec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "sandbox-exec",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a command within the limits that agents have, so that you can try them.",
            "It also starts jobs, on the machine where they run. Exit code: the command's; 125 if it was not run."
        },
        footer = {"", "Example:", "  hpc-daemon sandbox-exec -- touch ~/.bashrc"})
final class SandboxExecCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    @Parameters(paramLabel = "COMMAND", arity = "1..*", description = "After --, a program and its arguments.")
    private List<String> command = List.of();

    SandboxExecCommand(Context context) {
        this.context = context;
    }

    /** As a job's wrapper calls it: a job waits meanwhile, so it loads no parser of command lines. */
    static Optional<Callable<Integer>> ofAJob(Context context, String[] args) {
        return args.length > 3 && args[0].equals("sandbox-exec") && args[1].equals("--plan") && args[2].equals("--")
                ? Optional.of(() -> SandboxExec.byPlan(context.err()))
                : Optional.empty();
    }

    @Override
    public Integer call() throws IOException {
        Profile profile = context.database(database -> daemon.find(new Profiles(database, context.clock())));
        return SandboxExec.by(profile.confinement(context.home(), context.environment()), command, context.err());
    }
}
