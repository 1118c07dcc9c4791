package org.hpcdaemon.daemon.policy.gate;

import java.util.List;
import java.util.function.Function;
import org.hpcdaemon.daemon.policy.Answer;
import org.hpcdaemon.daemon.policy.Decision;
import org.hpcdaemon.daemon.policy.Policy;
import org.hpcdaemon.daemon.policy.Question;
import org.hpcdaemon.daemon.policy.file.Policies;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.session.idempotency.Admission;
import org.hpcdaemon.session.route.Caller;
import org.jspecify.annotations.Nullable;

/** Refuses what the policies in force deny. Thread-safe. */
public final class PolicyAdmission implements Admission {
    private final Policies policies;
    private final Requests requests;
    private final Function<@Nullable AgentId, @Nullable String> names;

    /** @param names what the account owner calls an agent; null: not known */
    public PolicyAdmission(Policies policies, Requests requests, Function<@Nullable AgentId, @Nullable String> names) {
        this.policies = policies;
        this.requests = requests;
        this.names = names;
    }

    @Override
    public void check(Caller caller, Request request) {
        AgentId agent = caller.agent();
        Decision decision = decide(agent == null ? Question.OWNER : agent.value(), names.apply(agent), request);
        if (decision.answer() == Answer.DENY) {
            throw new HpcException(ErrorCode.NOT_ALLOWED, words(decision));
        }
    }

    /**
     * What {@link #check} goes by.
     *
     * @param agent an id, or {@link Question#OWNER}
     * @param name what the account owner calls it; null: not known
     */
    public Decision decide(String agent, @Nullable String name, Request request) {
        List<Policy> now = policies.now();
        return now.isEmpty()
                ? Decision.NO_POLICY
                : requests.action(request)
                        .map(action -> Policies.decide(now, new Question(agent, name, action)))
                        .orElse(Decision.NO_POLICY);
    }

    private static String words(Decision decision) {
        return "this machine's policy denies this"
                + (decision.rule() == null ? "" : ", rule \"" + decision.rule() + "\"") + ": " + decision.reason();
    }
}
