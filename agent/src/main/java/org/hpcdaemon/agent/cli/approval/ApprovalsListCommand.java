package org.hpcdaemon.agent.cli.approval;

import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.account.AccountOwner;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.EachDaemon;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.cli.approval.ApprovalTable;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.DaemonView;
import org.hpcdaemon.protocol.http.ErrorBody;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.ApprovalRequest;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.approval.ApprovalList;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the requests that wait on your machines: an agent's own, or all if you are signed in as their owner.",
            "Exit code 1 if a machine could not be asked."
        },
        footer = {"", "Examples:", "  hpc approvals list", "  hpc approvals list mybox --all --json"})
public final class ApprovalsListCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            paramLabel = "DAEMON",
            arity = "0..*",
            description = "As `hpc daemons` lists them; without any, all that are online.")
    private @Nullable List<String> names;

    @Option(names = "--all", description = "Also those that were decided or have expired, of the last 90 days.")
    private boolean all;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public ApprovalsListCommand(Context context) {
        this.context = context;
    }

    /**
     * What one machine has.
     *
     * @param more there are older ones that are not told
     * @param error why it could not be asked; absent: it was
     */
    private record Found(
            DaemonId daemon, List<ApprovalInfo> approvals, boolean more, ErrorBody.@Nullable Failure error) {}

    @Override
    public Integer call() {
        try (HpcClient client = AccountOwner.orAgent(context)) {
            List<DaemonId> daemons = names == null
                    ? client.daemons().stream()
                            .filter(DaemonView::online)
                            .map(DaemonView::daemon)
                            .toList()
                    : names.stream().map(DaemonId::new).distinct().toList();
            List<Found> found = EachDaemon.ask(daemons, daemon -> ask(client, daemon));
            if (json) {
                context.out().println(Json.pretty(found));
            } else {
                print(found);
            }
            return found.stream().allMatch(each -> each.error() == null) ? ExitCodes.OK : ExitCodes.FAILED;
        }
    }

    private Found ask(HpcClient client, DaemonId daemon) {
        try (DaemonSession session = client.connect(daemon)) {
            ApprovalList list = session.call(new ApprovalRequest.List(all), ApprovalList.class);
            return new Found(daemon, list.approvals(), list.more(), null);
        } catch (HpcException e) {
            return new Found(
                    daemon, List.of(), false, ErrorBody.of(e.code(), e.reason()).error());
        }
    }

    private void print(List<Found> found) {
        ApprovalTable table = new ApprovalTable(context.out(), context.err(), all);
        found.forEach(each -> table.add(each.daemon().value(), new ApprovalList(each.approvals(), each.more())));
        table.print();
        for (Found each : found) {
            if (each.error() != null) {
                context.err()
                        .println("hpc: " + each.daemon() + ": "
                                + Text.printable(each.error().message()));
            }
        }
    }
}
