package org.hpcdaemon.protocol.message.budget;

import java.util.List;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/**
 * A budget of the machine's policy, as it stands.
 *
 * @param agent the name or id of the agent whose share this is, {@code user} for the account owner; absent: all that it is for share it
 * @param per {@code day}, {@code week} or {@code month}, the last 1, 7 or 30 days
 * @param over what happens to a job that would exceed it: {@code ask} or {@code deny}
 * @param reason the account owner's or the administrator's own words; absent: none
 */
public record BudgetInfo(
        String name,
        @Nullable String agent,
        String per,
        String over,
        @Nullable String reason,
        List<Amount> amounts) {
    public BudgetInfo {
        Checks.required("name", name);
        Checks.required("per", per);
        Checks.required("over", over);
        amounts = List.copyOf(Checks.required("amounts", amounts));
    }

    /**
     * One thing that is limited.
     *
     * @param measure {@code gpu_hours}, {@code cpu_hours}, {@code jobs} or {@code active_jobs}
     * @param used what jobs of the period took; those that have not ended count with all that they may take
     */
    public record Amount(String measure, double limit, double used) {
        public Amount {
            Checks.required("measure", measure);
        }
    }
}
