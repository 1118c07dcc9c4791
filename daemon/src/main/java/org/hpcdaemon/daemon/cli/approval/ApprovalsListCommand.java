package org.hpcdaemon.daemon.cli.approval;

import java.util.concurrent.Callable;
import org.hpcdaemon.cli.approval.ApprovalTable;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.approval.ApprovalList;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the requests that wait for you, the newest first.",
        footer = {"", "Examples:", "  hpc-daemon approvals list", "  hpc-daemon approvals list --all --json"})
public final class ApprovalsListCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--all", description = "Also those that were decided or have expired, of the last 90 days.")
    private boolean all;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public ApprovalsListCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        StoredApprovals stored = new StoredApprovals(context, daemon);
        ApprovalList list = stored.approvals(approvals -> approvals.list(StoredApprovals.OWNER, all));
        if (json) {
            context.out().println(Json.pretty(list));
        } else {
            ApprovalTable table = new ApprovalTable(context.out(), context.err(), all);
            table.add(stored.daemon().value(), list);
            table.print();
        }
        return ExitCodes.OK;
    }
}
