package org.hpcdaemon.agent.cli;

import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.DaemonArgument;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.ClusterInfoGet;
import org.hpcdaemon.protocol.message.machine.ClusterInfo;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        description = "Prints where jobs may run on a daemon, with what limits, and what is free.",
        footer = {
            "",
            "Example:",
            "  hpc info cluster",
            "",
            "The scheduler's answers are kept for a minute, or for the daemon's",
            "slurm-poll-seconds if that is longer."
        })
@SuppressWarnings("NullAway.Init") // options are set by picocli
final class InfoCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonArgument daemon;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    InfoCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (HpcClient client = context.client();
                DaemonSession session = client.connect(daemon.id())) {
            ClusterInfo info = session.call(new ClusterInfoGet(), ClusterInfo.class);
            if (json) {
                context.out().println(Json.pretty(info));
            } else {
                new InfoPrinter(context.out())
                        .print(info, Boolean.TRUE.equals(session.info().recorded()));
            }
        }
        return ExitCodes.OK;
    }
}
