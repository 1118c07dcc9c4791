package org.hpcdaemon.agent.cli.approval;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "allow",
        mixinStandardHelpOptions = true,
        description = {
            "Shows a request, asks, and allows it: once, when the agent sends it again within 24 hours.",
            "A request that has no effect of its own, such as reading a file or connecting to a port, is allowed for an hour."
        },
        footer = {"", "Example:", "  hpc approvals allow mybox p_0123456789abcdef"})
public final class ApprovalAllowCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private Decision decision = new Decision();

    public ApprovalAllowCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        return decision.take(context, true);
    }
}
