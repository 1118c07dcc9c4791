package org.hpcdaemon.daemon.cli.install;

import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.daemon.life.Presence;
import org.hpcdaemon.daemon.service.Service;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import picocli.CommandLine.Command;

@Command(
        name = "uninstall",
        mixinStandardHelpOptions = true,
        description = {
            "Removes hpc and hpc-daemon, as install.sh installed them, with all versions.",
            "The daemon's state and keys stay; `remove` deletes them, before. Refused while a daemon runs or is a service."
        },
        footer = {"", "Example:", "  hpc-daemon uninstall"})
public final class UninstallCommand implements Callable<Integer> {
    private final Context context;

    public UninstallCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        InstalledRelease installed = InstalledRelease.here("uninstall");
        List<Profile> profiles = context.profiles(Profiles::all);
        profiles.forEach(profile -> refuseUsed(profile.daemon()));
        profiles.forEach(profile -> context.err()
                .println("hpc-daemon: " + profile.daemon() + " stays known to " + profile.platformUrl()
                        + ", and its key valid: revoke it with `hpc keys revoke`, or on the platform"));
        return installed.become("--uninstall");
    }

    private void refuseUsed(DaemonId id) {
        switch (context.database(database -> context.presence(database, id))) {
            case Presence.Nowhere _ -> {
                // What is not running may go.
            }
            case Presence.Here _ -> throw refused(id + " is running; its jobs go on without it", "stop", id);
            case Presence.Elsewhere there ->
                throw refused(id + " runs on " + there.process().host().name() + "; there", "stop", id);
        }
        Service service = context.service(id);
        if (service.view().installed()) {
            throw refused(id + " is a service of this machine", "service uninstall", id);
        }
        if (!service.cronLines().isEmpty()) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED,
                    "cron starts " + id + "; first remove this line with `crontab -e`: "
                            + service.cronLines().getFirst());
        }
    }

    private static HpcException refused(String why, String verb, DaemonId id) {
        return new HpcException(ErrorCode.NOT_ALLOWED, why + "; first: hpc-daemon " + verb + " --daemon-id " + id);
    }
}
