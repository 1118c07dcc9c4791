package org.hpcdaemon.daemon.cli.approval;

import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.protocol.id.ApprovalId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "allow",
        mixinStandardHelpOptions = true,
        description = {
            "Allows a request: once, when the agent sends it again within 24 hours.",
            "A request that has no effect of its own, such as reading a file or connecting to a port, is allowed for an hour."
        },
        footer = {
            "",
            "Examples:",
            "  hpc-daemon approvals allow p_0123456789abcdef",
            "  hpc-daemon approvals allow p_0123456789abcdef --always"
        })
public final class ApprovalAllowCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "APPROVAL", description = "As `hpc-daemon approvals list` shows it.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ApprovalId approval;

    @Option(names = "--note", paramLabel = "TEXT", description = "What the agent is told.")
    private @Nullable String note;

    @Option(
            names = "--always",
            description = {
                "Also add a rule to policy.toml by which the agent need not ask again: of a command, for all that begin with these"
                        + " words; of a job, for up to as much."
            })
    private boolean always;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public ApprovalAllowCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        StoredApprovals stored = new StoredApprovals(context, daemon);
        Decision decision = new Decision(context, stored, json);
        return always ? decision.takeAlways(approval, note) : decision.take(approval, true, note);
    }
}
