package org.hpcdaemon.daemon.cli.approval;

import java.util.concurrent.Callable;
import org.hpcdaemon.cli.approval.ApprovalPage;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.ApprovalId;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows one request, whole.",
        footer = {"", "Example:", "  hpc-daemon approvals show p_0123456789abcdef"})
public final class ApprovalShowCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "APPROVAL", description = "As `hpc-daemon approvals list` shows it.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ApprovalId approval;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public ApprovalShowCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        ApprovalInfo info = new StoredApprovals(context, daemon)
                .approvals(approvals -> approvals.get(StoredApprovals.OWNER, approval));
        if (json) {
            context.out().println(Json.pretty(info));
        } else {
            ApprovalPage.lines(info).forEach(context.out()::println);
        }
        return ExitCodes.OK;
    }
}
