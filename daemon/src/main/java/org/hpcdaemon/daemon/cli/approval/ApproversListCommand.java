package org.hpcdaemon.daemon.cli.approval;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.cli.Table;
import org.hpcdaemon.daemon.approval.Approvers;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the keys whose decisions count here.",
        footer = {"", "Example:", "  hpc-daemon approvers list"})
public final class ApproversListCommand implements Callable<Integer> {
    private static final Table TABLE =
            new Table("nobody decides from elsewhere; on your computer: hpc approvals key", "NAME", "KEY", "ADDED");

    private final Context context;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public ApproversListCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<Approvers.Approver> all = new StoredApprovals(context, daemon).approvers(Approvers::all);
        if (json) {
            context.out().println(Json.pretty(all));
        } else {
            TABLE.print(
                    context.out(),
                    context.err(),
                    all.stream()
                            .map(each -> List.of(
                                    each.name(),
                                    each.key().value(),
                                    each.addedAt()
                                            .truncatedTo(ChronoUnit.SECONDS)
                                            .toString()))
                            .toList());
        }
        return ExitCodes.OK;
    }
}
