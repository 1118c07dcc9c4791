package org.hpcdaemon.daemon.cli.approval;

import org.hpcdaemon.cli.approval.ApprovalPage;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.ApprovalId;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;

/** A decision that is made at the machine, and told. */
record Decision(Context context, StoredApprovals stored, boolean json) {
    /** Returns the exit code. */
    int take(ApprovalId approval, boolean allow, @Nullable String note) {
        ApprovalInfo info =
                stored.approvals(approvals -> approvals.decide(approval, allow, note, StoredApprovals.HERE));
        if (json) {
            context.out().println(Json.pretty(info));
        } else {
            context.out().println(ApprovalPage.decided(info, allow));
        }
        return ExitCodes.OK;
    }
}
