package org.hpcdaemon.daemon.cli.service;

import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.protocol.error.ExitCodes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "uninstall",
        mixinStandardHelpOptions = true,
        description = "Stops the daemon's systemd user unit and removes it; jobs go on, the set-up stays.",
        footer = {"", "Example:", "  hpc-daemon service uninstall"})
public final class ServiceUninstallCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    public ServiceUninstallCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Profile profile = context.profiles(daemon::find);
        context.out()
                .println(
                        context.service(profile.daemon()).uninstall()
                                ? profile.daemon() + " is stopped and no longer a service; jobs go on"
                                : profile.daemon()
                                        + " is not a systemd service here; a line for cron is removed with: crontab -e");
        return ExitCodes.OK;
    }
}
