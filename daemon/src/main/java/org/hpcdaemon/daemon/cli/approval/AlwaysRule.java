package org.hpcdaemon.daemon.cli.approval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.hpcdaemon.daemon.app.PolicyChoice;
import org.hpcdaemon.daemon.approval.Approvals;
import org.hpcdaemon.daemon.policy.Action;
import org.hpcdaemon.daemon.policy.Answer;
import org.hpcdaemon.daemon.policy.Decision;
import org.hpcdaemon.daemon.policy.Policy;
import org.hpcdaemon.daemon.policy.Question;
import org.hpcdaemon.daemon.policy.budget.Spender;
import org.hpcdaemon.daemon.policy.file.PolicyEdit;
import org.hpcdaemon.daemon.policy.file.PolicyException;
import org.hpcdaemon.daemon.policy.file.RuleText;
import org.hpcdaemon.daemon.policy.gate.PolicyGate;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.approval.ApprovalState;
import org.jspecify.annotations.Nullable;

/**
 * The rule by which a request that was asked about needs no permission from then on.
 *
 * @param text as it is in the file
 */
record AlwaysRule(String text, PolicyEdit edit) {
    /** Throws {@link HpcException} for a request that no rule can allow, and says why. */
    static AlwaysRule of(ApprovalInfo info, PolicyChoice choice, PolicyGate gate) {
        if (info.state() != ApprovalState.PENDING) {
            throw HpcException.invalid(info.approval() + " no longer waits; only a request that waits becomes a rule");
        }
        Request request = request(info);
        Spender spender = new Spender(info.agent(), info.agentName());
        Question question = new Question(Question.agent(info.agent()), info.agentName(), action(gate, request));
        String before = ruleThatAsks(choice, gate, question);
        String text = RuleText.allowing("always, by " + info.approval(), spender.words(), question.action())
                .orElseThrow(
                        () -> HpcException.invalid(
                                "no rule can tell this request from others, since it runs a script, a shell or another program around it, is a"
                                        + " job that does not give its time limit, or names a path with `..`; allow it without --always"));
        try {
            PolicyEdit edit = PolicyEdit.adding(choice.ownFile(), text, before, choice.reader(false));
            if (edit.policy().decide(question).answer() != Answer.ALLOW) {
                throw HpcException.invalid(
                        "a rule for this request would not decide about it; write one yourself, in " + edit.file());
            }
            return new AlwaysRule(text, edit);
        } catch (PolicyException e) {
            throw HpcException.invalid("with a rule for this request, the policy would be refused: " + e.reason());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Null: none does, the default asks. Throws where it is not the rules of the user's own file that ask, as they are now. */
    private static @Nullable String ruleThatAsks(PolicyChoice choice, PolicyGate gate, Question question) {
        Decision own = Decision.NO_POLICY;
        for (Policy policy : gate.policies().now()) {
            Decision decision = policy.decide(question);
            if (policy.file().equals(choice.ownFile().toString())) {
                own = decision;
            } else if (decision.answer() != Answer.ALLOW) {
                throw HpcException.invalid(
                        "the administrator's file " + policy.file()
                                + " does not allow this without asking, which no rule of yours changes; allow it without --always");
            }
        }
        if (own.answer() == Answer.ALLOW) {
            throw HpcException.invalid(
                    "the rules allow this request by now, or only a budget asks; allow it without --always");
        }
        if (own.answer() == Answer.DENY) {
            throw HpcException.invalid("the rules deny this request by now: " + own.words());
        }
        if (own.ground() == Decision.Ground.UNDECIDABLE) {
            throw HpcException.invalid("whether rule \"" + own.rule()
                    + "\" is about this request cannot be told, so neither can where a rule for it"
                    + " belongs; allow it without --always");
        }
        return own.rule();
    }

    private static Request request(ApprovalInfo info) {
        try {
            return Approvals.request(info);
        } catch (HpcException e) {
            throw new HpcException(
                    ErrorCode.TOO_LARGE, "this request is too long to become a rule; allow it without --always", e);
        }
    }

    private static Action action(PolicyGate gate, Request request) {
        return Objects.requireNonNull(gate.requests().action(request).orElse(null), "it was asked about");
    }
}
