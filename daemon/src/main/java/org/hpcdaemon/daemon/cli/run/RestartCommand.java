package org.hpcdaemon.daemon.cli.run;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.cli.shared.CatalogueOptions;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.daemon.config.Setting;
import org.hpcdaemon.daemon.config.Settings;
import org.hpcdaemon.daemon.life.Presence;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

@Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        description = {
            "Stops the daemon if it runs, and starts it in the background: after an update, or a new setup.",
            "Its shells and commands end, its jobs go on. Returns once it is online, with the exit codes of start."
        },
        footer = {"", "Example:", "  hpc-daemon restart"})
public final class RestartCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    private CommandSpec spec = CommandSpec.create();

    private RestartCommand(Context context) {
        this.context = context;
    }

    /** The verb with its settings. */
    public static CommandSpec spec(Context context) {
        RestartCommand command = new RestartCommand(context);
        command.spec = CatalogueOptions.of(command);
        return command.spec;
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = CatalogueOptions.settings(spec, context);
        Duration patience = settings.seconds(Setting.WAIT);
        DaemonOption.Found found = daemon.look(context);
        StartCommand.warnOfMovedLinks(context, found.profile());
        StartInBackground start = new StartInBackground(context, found.profile());
        return switch (found.presence()) {
            case Presence.Elsewhere there -> throw StartCommand.runsElsewhere(context, there, found.profile());
            case Presence.Nowhere _ -> start.start(patience);
            case Presence.Here here -> {
                // What systemd looks after stays so.
                if (context.service(found.profile().daemon()).restart()) {
                    yield start.startedAnew(here.process().pid(), patience);
                }
                StopCommand.stop(context, found.profile().daemon().value(), here, settings.seconds(Setting.GRACE));
                yield start.start(patience);
            }
        };
    }
}
