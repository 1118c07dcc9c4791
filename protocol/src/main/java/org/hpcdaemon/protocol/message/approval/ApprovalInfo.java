package org.hpcdaemon.protocol.message.approval;

import java.time.Instant;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.ApprovalId;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/**
 * A request that the policy leaves to the account owner.
 *
 * @param agent who asks; absent: the account owner
 * @param agentName what the account owner calls it; absent: not known
 * @param method of the request, such as {@code exec.run}
 * @param summary the request on one line, cut
 * @param request its parameters as JSON, without its key and its streams; a long text is told by its size and SHA-256. Absent in lists
 * @param rule that asks; absent: the policy's default, or what it says of what its rules cannot tell
 * @param reason why it is asked
 * @param until when that state ends: of one that waits, it expires; of one that is allowed, it does, too
 * @param decidedBy the name of the approver, or {@code machine} for a decision made there; absent: nobody has
 * @param note what whoever decided tells the agent
 */
public record ApprovalInfo(
        ApprovalId approval,
        @Nullable AgentId agent,
        @Nullable String agentName,
        String method,
        String summary,
        @Nullable String request,
        @Nullable String rule,
        String reason,
        Instant askedAt,
        Instant until,
        ApprovalState state,
        @Nullable Instant decidedAt,
        @Nullable String decidedBy,
        @Nullable String note) {
    public ApprovalInfo {
        Checks.required("approval", approval);
        Checks.required("method", method);
        Checks.required("summary", summary);
        Checks.required("reason", reason);
        Checks.required("askedAt", askedAt);
        Checks.required("until", until);
        Checks.required("state", state);
    }

    /** The same as lists have it. */
    public ApprovalInfo withoutRequest() {
        return new ApprovalInfo(
                approval, agent, agentName, method, summary, null, rule, reason, askedAt, until, state, decidedAt,
                decidedBy, note);
    }
}
