package org.hpcdaemon.agent.cli.shell;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.DaemonArgument;
import org.hpcdaemon.cli.OwnExitCodes;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "sftp",
        mixinStandardHelpOptions = true,
        description = "Runs the machine's own sftp-server, for a client on standard input and output.",
        footer = {
            "",
            "Examples:",
            "  sftp -D 'hpc sftp mybox'",
            "  hpc sftp mybox < requests > replies",
            "  sshfs -o ssh_command='hpc rsh' mybox:/scratch/ada mnt",
            "",
            "The server runs as a command of yours does, within the same limits, in the",
            "daemon's working directory. Exit code 127 where the machine has none."
        })
@SuppressWarnings("NullAway.Init") // the daemon is set by picocli
public final class SftpCommand implements Callable<Integer>, OwnExitCodes {
    private final Context context;

    @Mixin
    private DaemonArgument daemon;

    public SftpCommand(Context context) {
        this.context = context;
    }

    @Override
    public int exitCode(ErrorCode code) {
        return ExitCodes.ofCommand(code);
    }

    @Override
    public Integer call() throws IOException {
        if (!StandardInput.isPipeOrFile()) {
            throw HpcException.invalid(
                    "hpc sftp needs a client on its standard input: sftp -D 'hpc sftp " + daemon.id() + "' starts one");
        }
        return new RemoteShell(daemon.id(), null).run(context, RemoteShell.sftpServer(), Map.of(), true);
    }
}
