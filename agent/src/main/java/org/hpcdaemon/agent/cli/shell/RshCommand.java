package org.hpcdaemon.agent.cli.shell;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.CommandWords;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.cli.OwnExitCodes;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "rsh",
        mixinStandardHelpOptions = true,
        description = "Runs a line of shell as ssh does: a remote shell for rsync, git and others.",
        footer = {
            "",
            "Examples:",
            "  rsync -e 'hpc rsh' -a --partial tree/ mybox:/scratch/ada/tree/",
            "  GIT_SSH_COMMAND='hpc rsh' git clone mybox:/scratch/ada/project.git",
            "  tar c data | hpc rsh mybox 'cd /scratch/ada && tar x'",
            "",
            "The words of COMMAND are joined by blanks, and the shell of the daemon's user",
            "runs the line, in the daemon's working directory. Options of ssh that are not",
            "listed are refused. Exit codes are those of hpc exec."
        })
@SuppressWarnings("NullAway.Init") // options are set by picocli
public final class RshCommand implements Callable<Integer>, OwnExitCodes {
    /** Where it expects ssh to take options yet. */
    private static final List<String> SFTP_AS_SSHFS_ASKS = List.of("-s", "sftp");

    private final Context context;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "1..*",
            paramLabel = "[USER@]DAEMON COMMAND",
            parameterConsumer = CommandWords.class,
            description = "The daemon's id, as `hpc daemons` lists it, and a line of shell.")
    private List<String> words;

    @Option(names = "-l", paramLabel = "USER", description = "Refuse a daemon that runs as another user.")
    private @Nullable String user;

    @Option(names = "-n", description = "The command reads nothing.")
    private boolean noStdin;

    @Option(names = "-p", paramLabel = "PORT", description = "Only 22: a daemon has no port.")
    private @Nullable String port;

    @Option(
            names = "-o",
            paramLabel = "NAME=VALUE",
            description =
                    "As in ssh_config: SendEnv and SetEnv; without effect is what is about ssh's connection; others are refused.")
    private List<String> options = List.of();

    @Option(names = "-s", description = "COMMAND is the subsystem sftp.")
    private boolean subsystem;

    @Option(names = "-G", description = "Print the configuration and exit, which git asks for.")
    private boolean configuration;

    @Option(
            names = {"-2", "-4", "-6", "-a", "-C", "-q", "-T", "-x"},
            description = "Without effect.")
    @SuppressWarnings("UnusedVariable") // what they ask of ssh holds anyway, or is about its connection
    private boolean[] withoutEffect;

    public RshCommand(Context context) {
        this.context = context;
    }

    @Override
    public int exitCode(ErrorCode code) {
        return ExitCodes.ofCommand(code);
    }

    @Override
    public Integer call() throws IOException {
        RemoteShell shell = RemoteShell.of(words.getFirst(), user);
        if (port != null) {
            SshOption.checkPort("Port=" + port, port);
        }
        Map<String, String> environment = SshOption.environment(options, System.getenv());
        if (configuration) {
            context.out().println("hostname " + shell.daemon());
            return ExitCodes.OK;
        }
        List<String> command = words.subList(1, words.size());
        boolean late = command.equals(SFTP_AS_SSHFS_ASKS);
        if (subsystem || late) {
            if (!late && !command.equals(List.of("sftp"))) {
                throw new ParameterException(spec.commandLine(), "-s: the only subsystem is sftp");
            }
            return shell.run(context, RemoteShell.sftpServer(), environment, !noStdin);
        }
        if (command.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "give a command; for a terminal: hpc shell " + shell.daemon());
        }
        if (command.getFirst().startsWith("-")) {
            throw new ParameterException(
                    spec.commandLine(), "'" + command.getFirst() + "' is not a command; options go before the daemon");
        }
        return shell.run(context, RemoteShell.line(command), environment, !noStdin);
    }
}
