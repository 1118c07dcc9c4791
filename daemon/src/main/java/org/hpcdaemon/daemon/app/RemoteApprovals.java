package org.hpcdaemon.daemon.app;

import org.hpcdaemon.daemon.approval.Approvals;
import org.hpcdaemon.daemon.approval.Approvers;
import org.hpcdaemon.daemon.dispatch.Feature;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.ApprovalRequest;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.approval.ApprovalStatement;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.route.Route;

/**
 * {@code approval.*}. A platform may lie about who asks and about what was said, so a decision counts by its signature alone: of what was
 * asked, by a key that was accepted at the machine.
 */
record RemoteApprovals(DaemonId daemon, Approvals approvals, Approvers approvers) implements Feature<ApprovalRequest> {
    @Override
    public Object answer(Route route, ApprovalRequest request) {
        return switch (request) {
            case ApprovalRequest.List list -> approvals.list(route.caller(), Boolean.TRUE.equals(list.decided()));
            case ApprovalRequest.Get get -> approvals.get(route.caller(), get.approval());
            case ApprovalRequest.Decide decide -> decide(route.caller(), decide);
        };
    }

    private ApprovalInfo decide(Caller caller, ApprovalRequest.Decide decide) {
        if (caller.agent() != null) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED, "only the account owner decides: by hpc approvals allow, signed in");
        }
        Approvers.Approver approver = approvers
                .find(decide.approver())
                .orElseThrow(() -> new HpcException(
                        ErrorCode.NOT_ALLOWED,
                        "this machine does not accept decisions by " + decide.approver()
                                + "; accept it there: hpc-daemon approvers add KEY"));
        ApprovalInfo asked = approvals.get(caller, decide.approval());
        ApprovalStatement statement =
                ApprovalStatement.of(daemon, asked, String.valueOf(asked.request()), decide.allow(), decide.note());
        if (!decide.approver().signed(statement, decide.signature().toArray())) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED,
                    "the signature is not of that decision about that request; nothing is decided");
        }
        return approvals.decide(decide.approval(), decide.allow(), decide.note(), approver.name());
    }
}
