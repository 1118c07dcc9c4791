package org.hpcdaemon.daemon.cli.service;

import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.daemon.life.Presence;
import org.hpcdaemon.daemon.service.Service.Installed;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.DaemonId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "install",
        mixinStandardHelpOptions = true,
        description = {
            "Writes, enables and starts a systemd user unit.",
            "Where there is no user systemd, prints a line for cron instead, and changes nothing."
        },
        footer = {
            "",
            "Examples:",
            "  hpc-daemon service install",
            "  (crontab -l; hpc-daemon service install) | crontab -   # without systemd"
        })
public final class ServiceInstallCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    public ServiceInstallCommand(Context context) {
        this.context = context;
    }

    private record Found(DaemonId daemon, boolean running) {}

    @Override
    public Integer call() {
        Found found = context.database(database -> {
            Profile profile = daemon.find(new Profiles(database, context.clock()));
            boolean running = !(context.presence(database, profile.daemon()) instanceof Presence.Nowhere);
            return new Found(profile.daemon(), running);
        });
        switch (context.service(found.daemon()).install(!found.running())) {
            case Installed.AsUnit unit -> tell(found, unit);
            case Installed.ByCron(String line) -> {
                context.out().println(line);
                context.err()
                        .println("hpc-daemon: there is no user systemd in this login, so nothing was installed; add the"
                                + " line above to what `crontab -e` shows, and " + found.daemon()
                                + " starts after a boot");
            }
        }
        return ExitCodes.OK;
    }

    private void tell(Found found, Installed.AsUnit unit) {
        context.out().println("installed " + unit.unit() + ", with " + String.join(", ", unit.variables()));
        context.out()
                .println(
                        unit.started()
                                ? found.daemon() + " is started; see: hpc-daemon status"
                                : found.daemon()
                                        + " is already running and goes on as it is; to hand it over: hpc-daemon stop, then"
                                        + " hpc-daemon service install");
        if (!Boolean.TRUE.equals(unit.lingers())) {
            context.err()
                    .println("hpc-daemon: warning: "
                            + (unit.lingers() == null ? "perhaps " : "")
                            + "systemd ends it with your last logout, and starts it with your next login; to have it"
                            + " run without you: loginctl enable-linger (or ask an administrator)");
        }
    }
}
