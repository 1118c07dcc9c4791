package org.hpcdaemon.agent.cli.approval;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "deny",
        mixinStandardHelpOptions = true,
        description = {
            "Shows a request, asks, and denies it; the agent is told, and may not ask for the same within 24 hours."
        },
        footer = {"", "Example:", "  hpc approvals deny mybox p_0123456789abcdef --note 'use the test set'"})
public final class ApprovalDenyCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private Decision decision = new Decision();

    public ApprovalDenyCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        return decision.take(context, false);
    }
}
