package org.hpcdaemon.agent.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "daemons",
        mixinStandardHelpOptions = true,
        description = "Lists your daemons and whether they are online.",
        footer = {"", "Example:", "  hpc daemons --json"})
final class DaemonsCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    DaemonsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (HpcClient client = context.client()) {
            List<HpcClient.DaemonView> daemons = client.daemons();
            if (json) {
                context.out().println(Json.pretty(daemons));
                return ExitCodes.OK;
            }
            if (daemons.isEmpty()) {
                context.err().println("no daemons yet; on the machine to reach, run: hpc-daemon setup");
            }
            for (HpcClient.DaemonView daemon : daemons) {
                context.out()
                        .printf(
                                "%-24s %-8s %-8s %s%n",
                                daemon.daemon(),
                                daemon.online() ? "online" : "offline",
                                Text.orDash(daemon.scheduler()),
                                Text.orDash(daemon.clusterName()));
            }
        }
        return ExitCodes.OK;
    }
}
