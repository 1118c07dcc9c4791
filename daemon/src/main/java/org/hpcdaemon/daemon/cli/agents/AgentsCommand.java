package org.hpcdaemon.daemon.cli.agents;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.cli.Table;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.daemon.cli.shared.OwnerLine;
import org.hpcdaemon.daemon.owner.AgentSummary;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "agents",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the agents that have commands, shells, file calls, forwarded connections or jobs here.",
            "While the daemon is not running, there are only jobs, which go on."
        },
        footer = {"", "Example:", "  hpc-daemon agents --json"})
public final class AgentsCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public AgentsCommand(Context context) {
        this.context = context;
    }

    /** With {@code --json}. */
    private record View(DaemonId daemon, boolean running, List<AgentSummary> agents) {}

    @Override
    public Integer call() {
        OwnerLine line = OwnerLine.of(context, daemon);
        View view = new View(line.daemon(), line.isRunning(), line.agents().agents());
        if (json) {
            context.out().println(Json.pretty(view));
            return ExitCodes.OK;
        }
        if (!view.running()) {
            context.err().println("hpc-daemon: " + view.daemon() + " is not running, so there are only jobs");
        }
        new Table(
                        "no agent has commands, shells, file calls, forwarded connections or jobs on " + view.daemon(),
                        "AGENT",
                        "NAME",
                        "COMMANDS",
                        "SHELLS",
                        "FILES",
                        "FORWARDS",
                        "JOBS",
                        "SINCE")
                .print(
                        context.out(),
                        context.err(),
                        view.agents().stream().map(AgentsCommand::row).toList());
        return ExitCodes.OK;
    }

    private static List<String> row(AgentSummary agent) {
        Instant since = agent.since().truncatedTo(ChronoUnit.SECONDS);
        return List.of(
                agent.label(),
                agent.name() == null ? "-" : agent.name(),
                Integer.toString(agent.commands()),
                Integer.toString(agent.shells()),
                Integer.toString(agent.files()),
                Integer.toString(agent.forwards()),
                Integer.toString(agent.jobs()),
                since.toString());
    }
}
