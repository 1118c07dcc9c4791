package org.hpcdaemon.agent.cli.approval;

import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.account.AccountOwner;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.cli.approval.ApprovalPage;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.ApprovalRequest;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows one request, whole.",
        footer = {"", "Example:", "  hpc approvals show mybox p_0123456789abcdef"})
public final class ApprovalShowCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private ApprovalArguments at = new ApprovalArguments();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public ApprovalShowCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (HpcClient client = AccountOwner.orAgent(context);
                DaemonSession session = client.connect(at.daemon())) {
            ApprovalInfo info = session.call(new ApprovalRequest.Get(at.approval()), ApprovalInfo.class);
            if (json) {
                context.out().println(Json.pretty(info));
            } else {
                ApprovalPage.lines(info).forEach(context.out()::println);
            }
            return ExitCodes.OK;
        }
    }
}
