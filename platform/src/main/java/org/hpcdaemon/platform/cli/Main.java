package org.hpcdaemon.platform.cli;

import java.util.Optional;
import org.hpcdaemon.protocol.id.DaemonId;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.TypeConversionException;

/** {@code hpc-platform}. */
@Command(
        name = "hpc-platform",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "The meeting point of agents and daemons: relays, accounts and wake-ups.",
        subcommands = {StartCommand.class, KeysCommand.class, UsersCommand.class, HostDaemonsCommand.class},
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
        System.exit(run(args));
    }

    /** The command line without the end of the process; for tests too. */
    static int run(String... args) {
        CommandLine line = commandLine();
        if (args.length == 0) {
            line.usage(line.getErr());
            return CommandLine.ExitCode.USAGE;
        }
        return line.execute(args);
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.registerConverter(DaemonId.class, text -> {
            try {
                return new DaemonId(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        });
        line.setParameterExceptionHandler(Failures::usage);
        line.setExecutionExceptionHandler(Failures::failed);
        return line;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                    .orElse("development");
            return new String[] {"hpc-platform " + version};
        }
    }
}
