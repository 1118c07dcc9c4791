package org.hpcdaemon.daemon.cli.run;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.cli.shared.CatalogueOptions;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.daemon.config.Setting;
import org.hpcdaemon.daemon.life.Presence;
import org.hpcdaemon.daemon.life.Stopper;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        description = "Stops the daemon: its shells and commands end, its jobs go on.",
        footer = {"", "Example:", "  hpc-daemon stop"})
public final class StopCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    private CommandSpec spec = CommandSpec.create();

    private StopCommand(Context context) {
        this.context = context;
    }

    /** The verb with its settings. */
    public static CommandSpec spec(Context context) {
        StopCommand command = new StopCommand(context);
        command.spec = CatalogueOptions.of(command);
        return command.spec;
    }

    @Override
    public Integer call() throws InterruptedException {
        Duration grace = CatalogueOptions.settings(spec, context).seconds(Setting.GRACE);
        DaemonOption.Found found = daemon.look(context);
        String name = found.profile().daemon().value();
        // First, or systemd would take a KILL for a failure and start it again.
        boolean letGo = !(found.presence() instanceof Presence.Elsewhere)
                && context.service(found.profile().daemon()).letGo();
        switch (found.presence()) {
            case Presence.Nowhere _ ->
                context.out()
                        .println(name
                                + (letGo ? " was not running, and systemd no longer starts it" : " is not running"));
            case Presence.Here here -> stop(context, name, here, grace);
            case Presence.Elsewhere there ->
                throw new HpcException(
                        ErrorCode.NOT_ALLOWED,
                        name + " runs on " + there.process().host().name()
                                + ", where a pid of this machine means nothing; stop it there: ssh "
                                + there.process().host().name() + " hpc-daemon stop --daemon-id " + name);
        }
        return ExitCodes.OK;
    }

    /** Stops it and says so. */
    static void stop(Context context, String name, Presence.Here here, Duration grace) throws InterruptedException {
        long pid = here.process().pid();
        String what = switch (Stopper.stop(here.process(), grace)) {
            case STOPPED -> name + " is stopped; jobs go on";
            case KILLED ->
                name + " did not end in " + grace.toSeconds() + " s and was killed (pid " + pid + "); jobs go on";
            case GONE -> name + " is not running";
        };
        context.out().println(what);
    }
}
