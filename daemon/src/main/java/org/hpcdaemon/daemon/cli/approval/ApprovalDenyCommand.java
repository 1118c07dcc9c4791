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
        name = "deny",
        mixinStandardHelpOptions = true,
        description = {"Denies a request; the agent is told, and may not ask for the same within 24 hours."},
        footer = {"", "Example:", "  hpc-daemon approvals deny p_0123456789abcdef --note 'use the test set'"})
public final class ApprovalDenyCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "APPROVAL", description = "As `hpc-daemon approvals list` shows it.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ApprovalId approval;

    @Option(names = "--note", paramLabel = "TEXT", description = "What the agent is told.")
    private @Nullable String note;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public ApprovalDenyCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        return new Decision(context, new StoredApprovals(context, daemon), json).take(approval, false, note);
    }
}
