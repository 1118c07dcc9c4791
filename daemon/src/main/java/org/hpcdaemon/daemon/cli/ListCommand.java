package org.hpcdaemon.daemon.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.cli.Table;
import org.hpcdaemon.daemon.cli.shared.Context;
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
    private static final Table TABLE =
            new Table("no daemon is set up here yet; run: hpc-daemon setup", "DAEMON", "PLATFORM");

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
            TABLE.print(
                    context.out(),
                    context.err(),
                    all.stream()
                            .map(profile -> List.of(profile.daemon().value(), profile.platformUrl()))
                            .toList());
        }
        return ExitCodes.OK;
    }
}
