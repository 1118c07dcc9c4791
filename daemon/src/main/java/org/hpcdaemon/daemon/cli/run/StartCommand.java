package org.hpcdaemon.daemon.cli.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.cli.shared.CatalogueOptions;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.daemon.config.AllowedLinks;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Setting;
import org.hpcdaemon.daemon.life.Presence;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the daemon until it is told to stop (Ctrl-C or TERM).",
            "With --detach, in the background: it outlives the login, and this returns once it is online.",
            "What agents asked for is in HOME/DAEMON.audit.log, by ids and outcomes."
        },
        footer = {"", "Example:", "  hpc-daemon start --detach"})
public final class StartCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    @Option(names = "--detach", description = "Run in the background, with output to a log: hpc-daemon logs")
    private boolean detach;

    /** How the background process is told where its output goes, since that file is to be kept small. */
    @Option(names = "--log-file", paramLabel = "FILE", hidden = true)
    private @Nullable Path logFile;

    private CommandSpec spec = CommandSpec.create();

    private StartCommand(Context context) {
        this.context = context;
    }

    /** The verb with its settings. */
    public static CommandSpec spec(Context context) {
        StartCommand command = new StartCommand(context);
        command.spec = CatalogueOptions.of(command);
        return command.spec;
    }

    @Override
    public Integer call() throws InterruptedException {
        Duration patience = CatalogueOptions.settings(spec, context).seconds(Setting.WAIT);
        DaemonOption.Found found = daemon.look(context);
        if (found.presence() instanceof Presence.Here here) {
            context.out()
                    .println(found.profile().daemon() + " is already running, pid "
                            + here.process().pid() + "; to end it: hpc-daemon stop --daemon-id "
                            + found.profile().daemon());
            return ExitCodes.OK;
        }
        warnOfMovedLinks(context, found.profile());
        if (!detach) {
            return new Foreground(context, daemon::find, logFile).call();
        }
        if (found.presence() instanceof Presence.Elsewhere there) {
            throw runsElsewhere(context, there, found.profile());
        }
        return new StartInBackground(context, found.profile()).start(patience);
    }

    static void warnOfMovedLinks(Context context, Profile profile) {
        AllowedLinks.moved(profile).forEach(moved -> context.err().println("hpc-daemon: warning: " + moved));
    }

    static HpcException runsElsewhere(Context context, Presence.Elsewhere there, Profile profile) {
        return new HpcException(
                ErrorCode.NOT_ALLOWED,
                "daemon " + profile.daemon() + " is already running on "
                        + there.process().host().name()
                        + "; stop it there first. If that machine is down, try again in "
                        + there.takenOverIn(context.clock().instant()).toMinutes() + " min: then it is taken over");
    }
}
