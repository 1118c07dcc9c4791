package org.hpcdaemon.daemon.cli.approval;

import java.util.concurrent.Callable;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        description = "Accepts no more decisions by a key. What it allowed before stays allowed for its time.",
        footer = {"", "Example:", "  hpc-daemon approvers remove laptop"})
public final class ApproversRemoveCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "KEY", description = "The key or its name, as `hpc-daemon approvers list` shows them.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String key;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    public ApproversRemoveCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (!new StoredApprovals(context, daemon).approvers(approvers -> approvers.remove(key))) {
            throw new HpcException(
                    ErrorCode.NOT_FOUND, "no approver " + Text.printable(key) + "; see: hpc-daemon approvers list");
        }
        context.out().println("decisions by " + Text.printable(key) + " count no more");
        return ExitCodes.OK;
    }
}
