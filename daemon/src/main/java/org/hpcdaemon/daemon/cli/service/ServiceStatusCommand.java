package org.hpcdaemon.daemon.cli.service;

import java.util.concurrent.Callable;
import org.hpcdaemon.cli.service.Unit;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {"Shows whether the daemon is a service of this machine.", "Exit code 0 if it is, 1 if not."},
        footer = {"", "Example:", "  hpc-daemon service status --json"})
public final class ServiceStatusCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public ServiceStatusCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Profile profile = context.profiles(daemon::find);
        Unit.View view = context.service(profile.daemon()).view();
        context.out().println(json ? Json.pretty(view) : words(view));
        return view.installed() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private static String words(Unit.View view) {
        if (!view.systemd()) {
            return "no user systemd in this login; to see what cron starts: crontab -l";
        }
        if (!view.installed()) {
            return "not installed; to install it: hpc-daemon service install";
        }
        return view.unit() + ": " + view.enabled() + ", " + view.active() + ", "
                + (Boolean.TRUE.equals(view.lingers())
                        ? "outlives your logout"
                        : "ends with your last logout unless lingering is on (loginctl enable-linger)");
    }
}
