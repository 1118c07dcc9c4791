package org.hpcdaemon.agent.cli;

import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.account.AccountOwner;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.DaemonArgument;
import org.hpcdaemon.cli.Table;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.BudgetGet;
import org.hpcdaemon.protocol.message.budget.BudgetInfo;
import org.hpcdaemon.protocol.message.budget.BudgetList;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "budget",
        mixinStandardHelpOptions = true,
        description = {
            "Prints what the policy of a daemon's machine lets jobs use, and what they have used: to an agent what counts its"
                    + " own jobs, to the account owner all.",
            "Jobs that have not ended count with all that they may use."
        },
        footer = {"", "Examples:", "  hpc budget cluster", "  hpc budget cluster --json"})
@SuppressWarnings("NullAway.Init") // options are set by picocli
final class BudgetCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonArgument daemon;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    BudgetCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (HpcClient client = AccountOwner.orAgent(context);
                DaemonSession session = client.connect(daemon.id())) {
            BudgetList list = session.call(new BudgetGet(), BudgetList.class);
            if (json) {
                context.out().println(Json.pretty(list));
            } else {
                print(list.budgets());
            }
        }
        return ExitCodes.OK;
    }

    private void print(List<BudgetInfo> budgets) {
        new Table("no budget limits jobs on " + daemon.id(), "BUDGET", "OF", "PER", "WHAT", "USED", "LIMIT", "OVER IT")
                .print(
                        context.out(),
                        context.err(),
                        budgets.stream()
                                .flatMap(budget -> budget.amounts().stream().map(amount -> row(budget, amount)))
                                .toList());
    }

    private static List<String> row(BudgetInfo budget, BudgetInfo.Amount amount) {
        return List.of(
                budget.name(),
                budget.agent() == null ? "all" : budget.agent(),
                amount.measure().equals("active_jobs") ? "-" : budget.per(),
                amount.measure().replace('_', ' ').replace("gpu", "GPU").replace("cpu", "CPU"),
                plain(amount.used()),
                plain(amount.limit()),
                budget.over());
    }

    private static String plain(double amount) {
        return BigDecimal.valueOf(amount).stripTrailingZeros().toPlainString();
    }
}
