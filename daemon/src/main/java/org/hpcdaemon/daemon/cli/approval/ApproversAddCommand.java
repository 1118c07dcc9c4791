package org.hpcdaemon.daemon.cli.approval;

import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.approval.Approvers;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.approval.ApproverKey;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = {
            "Accepts decisions by a key. Whoever has it can allow what your policy leaves to you, and nothing else.",
            "Take the key from your own screen, not from an agent."
        },
        footer = {
            "",
            "Example:",
            "  hpc-daemon approvers add --name laptop \\",
            "    ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
        })
public final class ApproversAddCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "KEY", description = "As `hpc approvals key` prints it.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ApproverKey key;

    @Option(names = "--name", paramLabel = "NAME", description = "Whose it is. Default: approver.")
    private @Nullable String name = "approver";

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    public ApproversAddCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        String label = Checks.required("name", Checks.name("name", name));
        new StoredApprovals(context, daemon).approvers(approvers -> {
            approvers.add(new Approvers.Approver(key, label, context.clock().instant()));
            return approvers;
        });
        context.out().println("decisions by " + label + " count here now");
        return ExitCodes.OK;
    }
}
