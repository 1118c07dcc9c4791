package org.hpcdaemon.agent.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.Times;
import org.hpcdaemon.cli.Table;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.http.DaemonView;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "daemons",
        mixinStandardHelpOptions = true,
        description = "Lists your daemons and whether they are online.",
        footer = {"", "Example:", "  hpc daemons --json"})
final class DaemonsCommand implements Callable<Integer> {
    private static final Table TABLE = new Table(
            "no daemons yet; on the machine to reach, run: hpc-daemon setup",
            "DAEMON",
            "STATE",
            "JOBS BY",
            "CLUSTER",
            "LAST SEEN");

    private final Context context;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    DaemonsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (HpcClient client = context.client()) {
            List<DaemonView> daemons = client.daemons();
            if (json) {
                context.out().println(Json.pretty(daemons));
                return ExitCodes.OK;
            }
            TABLE.print(
                    context.out(),
                    context.err(),
                    daemons.stream().map(DaemonsCommand::row).toList());
        }
        return ExitCodes.OK;
    }

    private static List<String> row(DaemonView daemon) {
        return List.of(
                daemon.daemon().value(),
                daemon.online() ? "online" : "offline",
                Text.orDash(daemon.scheduler()),
                Text.orDash(daemon.clusterName()),
                Text.orDash(Times.second(daemon.lastSeen())));
    }
}
