package org.hpcdaemon.daemon.cli.install;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.daemon.life.Presence;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "upgrade",
        mixinStandardHelpOptions = true,
        description = {
            "Installs what the platform offers, or another archive, and restarts the daemons that run here with it.",
            "Jobs go on, and nothing of them is lost. Commands and shells end at the restart: you are told which, and asked."
        },
        footer = {
            "",
            "Examples:",
            "  hpc-daemon upgrade --when-idle",
            "  hpc-daemon upgrade --from hpc-daemon-client-1.2.0-linux-x64.tar.gz"
        })
public final class UpgradeCommand implements Callable<Integer> {
    private final Context context;

    @Option(
            names = "--from",
            paramLabel = "ARCHIVE|URL",
            description = "An archive, or the URL of one or of a platform (default: the daemon's platform).")
    private @Nullable String from;

    @Option(
            names = "--when-idle",
            description = "Restart each daemon once no command, shell or file call is under way.")
    private boolean whenIdle;

    @Option(names = "--yes", description = "Do not ask: end commands and shells.")
    private boolean yes;

    public UpgradeCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        InstalledRelease installed = InstalledRelease.here("upgrade");
        List<Profile> profiles = context.profiles(Profiles::all);
        int code = installed.install(arguments(profiles));
        if (code != ExitCodes.OK) {
            return ExitCodes.FAILED; // The script has said why.
        }
        for (Profile profile : profiles) {
            code = Math.max(code, restart(installed, profile));
        }
        return code == ExitCodes.OK ? installed.become("--tidy") : code;
    }

    private List<String> arguments(List<Profile> profiles) {
        List<String> arguments = new ArrayList<>(List.of("--upgrading", "--from", source(profiles)));
        profiles.stream()
                .filter(profile -> profile.caFile() != null)
                .findFirst()
                .ifPresent(profile -> arguments.addAll(List.of("--ca-file", String.valueOf(profile.caFile()))));
        return arguments;
    }

    private String source(List<Profile> profiles) {
        if (from != null) {
            return from;
        }
        List<String> platforms =
                profiles.stream().map(Profile::platformUrl).distinct().toList();
        if (platforms.size() != 1) {
            throw HpcException.invalid(
                    platforms.isEmpty()
                            ? "no daemon is set up here, so no platform is known; name what to install: --from URL"
                            : "the daemons here have several platforms; name one: --from "
                                    + String.join(" or --from ", platforms));
        }
        return platforms.getFirst();
    }

    /** Returns the exit code. */
    private int restart(InstalledRelease installed, Profile profile) throws InterruptedException {
        String id = profile.daemon().value();
        return switch (context.database(database -> context.presence(database, profile.daemon()))) {
            case Presence.Nowhere _ -> ExitCodes.OK;
            case Presence.Elsewhere there -> {
                context.err()
                        .println("hpc-daemon: " + id + " runs on "
                                + there.process().host().name()
                                + " and goes on with the version it has; there: hpc-daemon upgrade");
                yield ExitCodes.OK;
            }
            case Presence.Here here -> {
                if (installed.isRunBy(here.process().pid())) {
                    yield ExitCodes.OK;
                }
                if (!new WorkAtHand(context, profile.daemon()).mayEnd(whenIdle, yes)) {
                    throw new HpcException(
                            ErrorCode.NOT_ALLOWED,
                            installed.version() + " is installed, and " + id
                                    + " goes on with the version it has; once it may end: hpc-daemon restart --daemon-id "
                                    + id);
                }
                yield installed.verb("restart", "--daemon-id", id);
            }
        };
    }
}
