package org.hpcdaemon.daemon.policy.gate;

import java.util.function.Function;
import org.hpcdaemon.daemon.approval.Approvals;
import org.hpcdaemon.daemon.policy.Decision;
import org.hpcdaemon.daemon.policy.Question;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.session.idempotency.Admission;
import org.hpcdaemon.session.route.Caller;
import org.jspecify.annotations.Nullable;

/** Refuses what the policies in force deny, and what they leave to the account owner until that has allowed it. Thread-safe. */
public final class PolicyAdmission implements Admission {
    private final PolicyGate gate;
    private final Function<@Nullable AgentId, @Nullable String> names;
    private final Approvals approvals;

    /** @param names what the account owner calls an agent; null: not known */
    public PolicyAdmission(PolicyGate gate, Function<@Nullable AgentId, @Nullable String> names, Approvals approvals) {
        this.gate = gate;
        this.names = names;
        this.approvals = approvals;
    }

    @Override
    public void check(Caller caller, Request request) {
        AgentId agent = caller.agent();
        @Nullable String name = names.apply(agent);
        Decision decision = gate.decide(agent == null ? Question.OWNER : agent.value(), name, request);
        switch (decision.answer()) {
            case ALLOW -> {}
            case ASK -> {
                if (!isWithinItsShell(request)) {
                    approvals.require(caller, name, request, decision.rule(), decision.reason());
                }
            }
            case DENY -> throw new HpcException(ErrorCode.NOT_ALLOWED, words(decision));
        }
    }

    /** The account owner is asked about a shell as a whole, before it is opened. */
    private static boolean isWithinItsShell(Request request) {
        return request instanceof ShellRequest && !(request instanceof ShellRequest.Open);
    }

    private static String words(Decision decision) {
        return "this machine's policy denies this"
                + (decision.rule() == null ? "" : ", rule \"" + decision.rule() + "\"") + ": " + decision.reason();
    }
}
