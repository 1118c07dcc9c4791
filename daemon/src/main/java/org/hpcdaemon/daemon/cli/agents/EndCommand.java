package org.hpcdaemon.daemon.cli.agents;

import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.daemon.cli.shared.OwnerLine;
import org.hpcdaemon.daemon.owner.EndedWork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "end",
        mixinStandardHelpOptions = true,
        description = {
            "Ends an agent's commands, shells, file calls and forwarded connections, and with --jobs cancels its jobs.",
            "An agent that still has a key may start again; `hpc keys revoke` revokes it.",
            "Exit code 1 if jobs could not be cancelled."
        },
        footer = {"", "Examples:", "  hpc-daemon end worker", "  hpc-daemon end worker --jobs"})
public final class EndCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            paramLabel = "AGENT",
            description =
                    "Its id or name, as `hpc-daemon agents` shows them; `user` for what you run without an agent.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String agent;

    @Option(names = "--jobs", description = "Cancel its jobs too.")
    private boolean jobs;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public EndCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        OwnerLine line = OwnerLine.of(context, daemon);
        EndedWork ended = line.end(agent, jobs);
        return new EndedPrinter(context, json)
                .print(ended, (line.isRunning() ? "" : line.daemon() + " is not running; ") + ended.words());
    }
}
