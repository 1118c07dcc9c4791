package org.hpcdaemon.protocol.message.approval;

import java.util.List;
import org.hpcdaemon.protocol.message.value.Checks;

/**
 * The answer to {@code approval.list}.
 *
 * @param more there are older ones that are not told
 */
public record ApprovalList(List<ApprovalInfo> approvals, boolean more) {
    public ApprovalList {
        approvals = List.copyOf(Checks.required("approvals", approvals));
    }
}
