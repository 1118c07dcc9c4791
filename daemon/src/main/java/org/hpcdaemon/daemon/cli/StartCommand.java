package org.hpcdaemon.daemon.cli;

import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.app.DaemonApp;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.DaemonId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "Runs the daemon until it is told to stop (Ctrl-C or TERM).",
        footer = {"", "Example:", "  hpc-daemon start"})
final class StartCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--daemon-id", description = "Which daemon, if several are set up here.")
    private @Nullable String daemonId;

    StartCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        Profile profile = context.profiles(profiles -> profiles.find(daemonId == null ? null : new DaemonId(daemonId)));
        try (DaemonApp app = new DaemonApp(
                context.home(),
                profile,
                context.clock(),
                welcome -> context.out().println("online as " + welcome.daemon() + " at " + profile.platformUrl()))) {
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(app::close));
            app.await();
        }
        return ExitCodes.OK;
    }
}
