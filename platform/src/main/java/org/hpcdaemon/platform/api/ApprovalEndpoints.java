package org.hpcdaemon.platform.api;

import org.hpcdaemon.platform.http.route.Answer;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.platform.http.route.Parameter;
import org.hpcdaemon.protocol.id.ApprovalId;
import org.hpcdaemon.protocol.message.ApprovalRequest;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.approval.ApprovalList;
import org.hpcdaemon.protocol.message.approval.ApproverKey;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.rpc.KnownFields;
import org.hpcdaemon.protocol.rpc.Method;
import org.jspecify.annotations.Nullable;

/** Requests that wait for the account owner. The daemon checks each decision's signature; here it is only passed on. */
final class ApprovalEndpoints {
    static final Parameter.Flag DECIDED =
            new Parameter.Flag("decided", "Also those that no longer wait, of the last 90 days.");

    /** As {@link ApprovalRequest.Decide}, about the one in the path. */
    record Decision(boolean allow, @Nullable String note, ApproverKey approver, Bytes signature) {}

    private final DaemonDoor door;

    ApprovalEndpoints(DaemonDoor door) {
        this.door = door;
    }

    Answer list(HttpCall call) throws InterruptedException {
        return door.ask(call, new ApprovalRequest.List(call.flag(DECIDED)), ApprovalList.class);
    }

    Answer get(HttpCall call) throws InterruptedException {
        return door.ask(call, new ApprovalRequest.Get(approval(call)), ApprovalInfo.class);
    }

    Answer decide(HttpCall call) throws InterruptedException {
        Decision decision = KnownFields.read(call.text(), Decision.class, "the body", Method.APPROVAL_DECIDE);
        return door.ask(
                call,
                new ApprovalRequest.Decide(
                        approval(call), decision.allow(), decision.note(), decision.approver(), decision.signature()),
                ApprovalInfo.class);
    }

    private static ApprovalId approval(HttpCall call) {
        return Ids.approval(call.path("approval"));
    }
}
