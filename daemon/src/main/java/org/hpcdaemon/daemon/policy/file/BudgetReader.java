package org.hpcdaemon.daemon.policy.file;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.hpcdaemon.daemon.policy.Answer;
import org.hpcdaemon.daemon.policy.budget.Budget;
import org.hpcdaemon.daemon.policy.budget.Measure;
import org.hpcdaemon.daemon.policy.budget.Period;

/** Reads {@code [[budget]]}. */
final class BudgetReader {
    /** A thousand years of a thousand GPUs; more is a slip. */
    private static final long MAX_LIMIT = 10_000_000_000L;

    private BudgetReader() {}

    static Budget budget(Entry entry) {
        String name = entry.required("name");
        Set<String> agents = Set.copyOf(entry.texts("agent"));
        boolean each = entry.flag("each");
        Period period = Period.of(entry.required("per"))
                .orElseThrow(() -> entry.wrong("per", "is \"day\", \"week\" or \"month\" (30 days)"));
        Map<Measure, Long> limits = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            entry.number(measure.word()).ifPresent(limit -> {
                if (limit > MAX_LIMIT) {
                    throw entry.wrong(measure.word(), "is at most " + MAX_LIMIT);
                }
                limits.put(measure, limit);
            });
        }
        if (limits.isEmpty()) {
            throw entry.wrong("budget \"" + name + "\" limits nothing: give gpu_hours, cpu_hours, jobs or active_jobs");
        }
        Answer over = entry.text("over").isPresent() ? RuleReader.answer(entry, "over") : Answer.DENY;
        if (over == Answer.ALLOW) {
            throw entry.wrong("over", "is \"ask\" or \"deny\"");
        }
        String reason = entry.text("reason").orElse(null);
        entry.end();
        return new Budget(name, agents, each, period, limits, over == Answer.ASK, reason);
    }
}
