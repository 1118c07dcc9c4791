package org.hpcdaemon.platform.cli;

import java.io.PrintStream;
import org.hpcdaemon.cli.Failures;
import org.hpcdaemon.cli.Program;
import org.hpcdaemon.cli.StandardOutput;
import org.hpcdaemon.cli.Verbs;
import org.hpcdaemon.platform.cli.service.ServiceCommand;
import org.hpcdaemon.platform.cli.service.ServiceInstallCommand;
import org.hpcdaemon.platform.cli.service.ServiceStatusCommand;
import org.hpcdaemon.platform.cli.service.ServiceUninstallCommand;
import org.hpcdaemon.protocol.error.ExitCodes;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code hpc-platform}. */
@Command(
        name = "hpc-platform",
        mixinStandardHelpOptions = true,
        description = "The meeting point of agents and daemons: relays, accounts and wake-ups.",
        footer = {
            "%nExample:",
            "  hpc-platform start",
            "",
            "Exit codes: 0 ok, 1 failed, 2 usage, 3 cannot reach, 4 not allowed."
        })
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Logs.configure();
        System.exit(run(StandardOutput.open(), System.err, args));
    }

    /** The command line without the end of the process; for tests too. */
    static int run(PrintStream out, PrintStream err, String... args) {
        CommandLine line = commandLine(out, err, args);
        if (args.length == 0) {
            line.usage(line.getErr());
            return ExitCodes.USAGE;
        }
        return line.execute(args);
    }

    /** @param words what it is going to be asked; none builds all verbs */
    static CommandLine commandLine(PrintStream out, PrintStream err, String... words) {
        Verbs verbs = new Verbs()
                .add("start", StartCommand::new)
                .add("keys", KeysCommand::new)
                .add("users", UsersCommand::new)
                .add("daemons", HostDaemonsCommand::new)
                .add(
                        "service",
                        ServiceCommand::new,
                        new Verbs()
                                .add("install", () -> new ServiceInstallCommand(Main.class))
                                .add("uninstall", ServiceUninstallCommand::new)
                                .add("status", ServiceStatusCommand::new));
        return Program.of(new CommandLine(new Main()), verbs, out, err, new Failures("hpc-platform", out, err), words);
    }
}
