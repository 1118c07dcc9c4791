package org.hpcdaemon.protocol.message.approval;

import java.nio.charset.StandardCharsets;
import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.id.ApprovalId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.jspecify.annotations.Nullable;

/**
 * What an approver signs: everything that was shown, so that whoever carries the decision cannot turn it into another one.
 *
 * @param agent who asks: an agent's id, or {@code user}
 * @param request as {@link ApprovalInfo#request} has it
 */
public record ApprovalStatement(
        DaemonId daemon,
        ApprovalId approval,
        String agent,
        String method,
        String request,
        boolean allow,
        @Nullable String note) {
    private static final String USER = "user";

    /** About what a daemon told. */
    public static ApprovalStatement of(
            DaemonId daemon, ApprovalInfo shown, String request, boolean allow, @Nullable String note) {
        return new ApprovalStatement(
                daemon,
                shown.approval(),
                shown.agent() == null ? USER : shown.agent().value(),
                shown.method(),
                request,
                allow,
                note);
    }

    /** Lines of UTF-8; only the last may have line ends of its own. */
    public byte[] bytes() {
        return String.join(
                        "\n",
                        "hpc-approval 1",
                        "daemon: " + daemon,
                        "approval: " + approval,
                        "agent: " + agent,
                        "method: " + method,
                        "request: " + Sha256.hex(request),
                        "answer: " + (allow ? "allow" : "deny"),
                        "note: " + (note == null ? "" : note))
                .getBytes(StandardCharsets.UTF_8);
    }
}
