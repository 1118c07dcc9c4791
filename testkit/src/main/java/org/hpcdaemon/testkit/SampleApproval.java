package org.hpcdaemon.testkit;

import java.time.Duration;
import java.time.Instant;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.ApprovalId;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.approval.ApprovalState;
import org.jspecify.annotations.Nullable;

/** A request that was decided about, for tests that need one. */
public final class SampleApproval {
    private SampleApproval() {}

    /** An agent's {@code git push}, decided an hour after it was asked, with a note. */
    public static ApprovalInfo of(@Nullable AgentId agent, ApprovalState state, Instant asked) {
        Instant decided = asked.plus(Duration.ofHours(1));
        return new ApprovalInfo(
                new ApprovalId("p_11111111"),
                agent,
                "worker",
                "exec.run",
                "git push",
                null,
                "push",
                "pushes are looked at",
                asked,
                decided.plus(Duration.ofDays(1)),
                state,
                decided,
                "laptop",
                "not before noon");
    }
}
