package org.hpcdaemon.protocol.message;

import org.hpcdaemon.protocol.message.budget.BudgetList;

/** {@code budget.get}: what the machine's policy lets an agent's jobs use, and what they have used. Answer: {@link BudgetList}. */
public record BudgetGet() implements Request {}
