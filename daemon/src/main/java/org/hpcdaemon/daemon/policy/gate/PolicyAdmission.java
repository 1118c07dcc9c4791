package org.hpcdaemon.daemon.policy.gate;

import java.util.function.Function;
import org.hpcdaemon.daemon.approval.Approvals;
import org.hpcdaemon.daemon.policy.Decision;
import org.hpcdaemon.daemon.policy.Question;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.session.idempotency.Admission;
import org.hpcdaemon.session.route.Caller;
import org.jspecify.annotations.Nullable;

/** Refuses what the policies in force deny, and what they leave to the account owner until that has allowed it. Thread-safe. */
public final class PolicyAdmission implements Admission {
    private final PolicyGate gate;
    private final BudgetGate budgets;
    private final Function<@Nullable AgentId, @Nullable String> names;
    private final Approvals approvals;

    /** @param names what the account owner calls an agent; null: not known */
    public PolicyAdmission(
            PolicyGate gate,
            BudgetGate budgets,
            Function<@Nullable AgentId, @Nullable String> names,
            Approvals approvals) {
        this.gate = gate;
        this.budgets = budgets;
        this.names = names;
        this.approvals = approvals;
    }

    @Override
    public void check(Caller caller, Request request) {
        AgentId agent = caller.agent();
        @Nullable String name = names.apply(agent);
        Decision decision = gate.decide(Question.agent(agent), name, request);
        if (request instanceof JobRequest.Submit submit) {
            decision = decision.stricter(budgets.decide(caller, submit.spec()));
        }
        switch (decision.answer()) {
            case ALLOW -> {}
            case ASK -> {
                if (!isWithinItsShell(request)) {
                    approvals.require(caller, name, request, decision.rule(), decision.reason());
                }
            }
            case DENY -> throw decision.denial();
        }
    }

    /** The account owner is asked about a shell as a whole, before it is opened. */
    private static boolean isWithinItsShell(Request request) {
        return request instanceof ShellRequest && !(request instanceof ShellRequest.Open);
    }
}
