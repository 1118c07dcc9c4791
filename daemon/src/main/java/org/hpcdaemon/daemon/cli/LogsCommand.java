package org.hpcdaemon.daemon.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.life.Follower;
import org.hpcdaemon.daemon.life.LogFile;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Prints the log of the daemon in the background.",
        footer = {"", "Examples:", "  hpc-daemon logs", "  hpc-daemon logs -f"})
final class LogsCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    @Option(
            names = {"-f", "--follow"},
            description = "Keep printing new lines, until Ctrl-C.")
    private boolean follow;

    LogsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Profile profile = context.profiles(daemon::find);
        LogFile log = new LogFile(context.home().logFile(profile.daemon()));
        PrintStream out = context.out();
        if (!Files.exists(log.path()) && !follow) {
            throw new HpcException(
                    ErrorCode.NOT_FOUND,
                    "no log of " + profile.daemon() + " yet; it is written after: hpc-daemon start --detach");
        }
        if (Files.exists(log.older())) {
            Files.copy(log.older(), out);
        }
        Follower follower = new Follower(log, out);
        follower.step();
        while (follow && !out.checkError()) {
            Thread.sleep(Follower.POLL_INTERVAL);
            follower.step();
        }
        out.flush();
        return ExitCodes.OK;
    }
}
