package org.hpcdaemon.daemon.cli.approval;

import java.io.IOException;
import org.hpcdaemon.cli.approval.ApprovalPage;
import org.hpcdaemon.daemon.app.PolicyChoice;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.error.Trouble;
import org.hpcdaemon.protocol.id.ApprovalId;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;

/** A decision that is made at the machine, and told. */
record Decision(Context context, StoredApprovals stored, boolean json) {
    /** As JSON. */
    private record Always(ApprovalInfo approval, String file, String rule) {}

    /** Returns the exit code. */
    int take(ApprovalId approval, boolean allow, @Nullable String note) {
        ApprovalInfo info = decided(approval, allow, note);
        context.out().println(json ? Json.pretty(info) : ApprovalPage.decided(info, allow));
        return ExitCodes.OK;
    }

    /** Allows it, and whatever a rule for it allows from then on. Returns the exit code. */
    int takeAlways(ApprovalId approval, @Nullable String note) {
        ApprovalInfo waiting = stored.approvals(approvals -> approvals.get(StoredApprovals.OWNER, approval));
        PolicyChoice choice = PolicyChoice.of(context.home());
        AlwaysRule rule = AlwaysRule.of(waiting, choice, choice.gate(stored.profile()));
        try {
            rule.edit().write();
        } catch (IOException e) {
            throw new HpcException(
                    ErrorCode.STORAGE,
                    "cannot write " + rule.edit().file() + ": " + Trouble.of(e) + "; nothing was allowed",
                    e);
        }
        ApprovalInfo info = decided(approval, true, note);
        String file = rule.edit().file().toString();
        if (json) {
            context.out().println(Json.pretty(new Always(info, file, rule.text())));
        } else {
            context.out().println(ApprovalPage.decided(info, true));
            context.out().println("added to " + file + ", and in force from the next request on:");
            context.out().println();
            context.out().print(rule.text());
        }
        return ExitCodes.OK;
    }

    private ApprovalInfo decided(ApprovalId approval, boolean allow, @Nullable String note) {
        return stored.approvals(approvals -> approvals.decide(approval, allow, note, StoredApprovals.HERE));
    }
}
