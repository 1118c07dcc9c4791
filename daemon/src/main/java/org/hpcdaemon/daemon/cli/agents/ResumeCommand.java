package org.hpcdaemon.daemon.cli.agents;

import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.daemon.cli.shared.OwnerLine;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Lets agents start work again, after `hpc-daemon freeze`.",
        footer = {"", "Example:", "  hpc-daemon resume"})
public final class ResumeCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public ResumeCommand(Context context) {
        this.context = context;
    }

    /** With {@code --json}. */
    private record View(DaemonId daemon, boolean running, boolean wasFrozen) {}

    @Override
    public Integer call() {
        OwnerLine line = OwnerLine.of(context, daemon);
        View view = new View(line.daemon(), line.isRunning(), line.resume());
        if (json) {
            context.out().println(Json.pretty(view));
        } else {
            context.out()
                    .println(view.daemon()
                            + (view.wasFrozen() ? " is resumed: agents may start work again" : " was not frozen")
                            + (view.running() ? "" : ", once it runs"));
        }
        return ExitCodes.OK;
    }
}
