package org.hpcdaemon.daemon.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the daemons that are set up here.",
        footer = {"", "Example:", "  hpc-daemon list --json"})
final class ListCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ListCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<Profile> all = context.profiles(Profiles::all);
        if (json) {
            context.out().println(Json.pretty(all));
        } else {
            all.forEach(profile -> context.out().printf("%-24s %s%n", profile.daemon(), profile.platformUrl()));
        }
        return ExitCodes.OK;
    }
}
