package org.hpcdaemon.agent.cli.approval;

import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.account.AccountOwner;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.DaemonArgument;
import org.hpcdaemon.cli.approval.ApprovalTable;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.ApprovalRequest;
import org.hpcdaemon.protocol.message.approval.ApprovalList;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description =
                "Lists the requests that wait on a machine: an agent's own, or all if you are signed in as their owner.",
        footer = {"", "Examples:", "  hpc approvals list mybox", "  hpc approvals list mybox --all --json"})
public final class ApprovalsListCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonArgument daemon = new DaemonArgument();

    @Option(names = "--all", description = "Also those that were decided or have expired, of the last 90 days.")
    private boolean all;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public ApprovalsListCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (HpcClient client = AccountOwner.orAgent(context);
                DaemonSession session = client.connect(daemon.id())) {
            ApprovalList list = session.call(new ApprovalRequest.List(all), ApprovalList.class);
            if (json) {
                context.out().println(Json.pretty(list));
            } else {
                ApprovalTable.print(context.out(), context.err(), list, all);
            }
            return ExitCodes.OK;
        }
    }
}
