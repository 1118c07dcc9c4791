package org.hpcdaemon.protocol.message;

import org.hpcdaemon.protocol.id.ApprovalId;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.approval.ApprovalList;
import org.hpcdaemon.protocol.message.approval.ApprovalStatement;
import org.hpcdaemon.protocol.message.approval.ApproverKey;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/** Requests that the machine's policy leaves to the account owner. An agent sees its own, the account owner all. */
public sealed interface ApprovalRequest extends Request {

    /**
     * {@code approval.list}. Answer: {@link ApprovalList}, the newest first.
     *
     * @param decided also those that no longer wait; absent: no
     */
    record List(@Nullable Boolean decided) implements ApprovalRequest {}

    /** {@code approval.get}: one, with the request itself. Answer: {@link ApprovalInfo}. */
    record Get(ApprovalId approval) implements ApprovalRequest {
        public Get {
            Checks.required("approval", approval);
        }
    }

    /**
     * {@code approval.decide}, for the account owner alone; to agents it is {@code not_allowed}. Answer: {@link ApprovalInfo}. Sent again,
     * it does no harm; a decision is never changed.
     *
     * @param note what the agent is told; at most {@value #NOTE_BYTES} bytes
     * @param approver a key that the machine's user accepted there
     * @param signature of an {@link ApprovalStatement} by that key: Ed25519, 64 bytes
     */
    record Decide(
            ApprovalId approval, boolean allow, @Nullable String note, ApproverKey approver, Bytes signature)
            implements ApprovalRequest {
        private static final int NOTE_BYTES = 1024;

        public Decide {
            Checks.required("approval", approval);
            Checks.text("note", note, NOTE_BYTES);
            Checks.required("approver", approver);
            Checks.atMost("signature", Checks.required("signature", signature).length(), 64);
        }
    }
}
