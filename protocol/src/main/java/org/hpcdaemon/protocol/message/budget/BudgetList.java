package org.hpcdaemon.protocol.message.budget;

import java.util.List;
import org.hpcdaemon.protocol.message.value.Checks;

/**
 * The answer to {@code budget.get}.
 *
 * @param budgets to an agent, those that count its jobs; to the account owner, all
 */
public record BudgetList(List<BudgetInfo> budgets) {
    public BudgetList {
        budgets = List.copyOf(Checks.required("budgets", budgets));
    }
}
