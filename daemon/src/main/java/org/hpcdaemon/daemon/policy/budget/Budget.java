package org.hpcdaemon.daemon.policy.budget;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hpcdaemon.jobs.charge.AgentCharges;
import org.hpcdaemon.jobs.charge.JobCost;
import org.jspecify.annotations.Nullable;

/**
 * How much jobs may take together in a period. Pure.
 *
 * @param agents by id or name, {@code user} for the account owner; empty: all
 * @param each whether each of them has it for itself; else they share it
 * @param limits in what {@link Measure} has: hours or jobs
 * @param asks whether the account owner is asked about a job that would exceed it, or does not tell whether it would; else it is
 *     denied
 * @param reason the file author's own words
 */
public record Budget(
        String name,
        Set<String> agents,
        boolean each,
        Period period,
        Map<Measure, Long> limits,
        boolean asks,
        @Nullable String reason) {
    public Budget {
        agents = Set.copyOf(agents);
        limits = new EnumMap<>(limits);
    }

    /** Whether it counts the jobs of an agent; one whose name is not known may be any. */
    public boolean isFor(Spender spender) {
        return agents.isEmpty() || spender.isAmong(agents);
    }

    /** Why a job would exceed it, or may; empty if it fits. */
    public Optional<String> excess(List<AgentCharges> counted, JobCost cost) {
        for (Map.Entry<Measure, Long> limit : limits.entrySet()) {
            Measure measure = limit.getKey();
            Long asked = measure.asked(cost);
            if (asked == null) {
                return Optional.of(words() + " counts " + measure.words()
                        + ", and how many this job may take cannot be told: give its time limit, CPUs and GPUs in their fields,"
                        + " without further options" + reasonWords());
            }
            long most = limit.getValue() * measure.unit();
            long taken = taken(measure, counted);
            if (asked > 0 && (taken > most || asked > most - taken)) {
                return Optional.of(words() + " has " + amount(measure, Math.max(0, most - taken)) + " of "
                        + limit.getValue() + " " + measure.words() + " left"
                        + (measure == Measure.ACTIVE_JOBS ? "" : " for this " + period.word())
                        + ", and this job may take " + amount(measure, asked) + reasonWords());
            }
        }
        return Optional.empty();
    }

    /** What was taken, in what {@link Measure} has. */
    public double used(Measure measure, List<AgentCharges> counted) {
        return hours(measure, taken(measure, counted)).doubleValue();
    }

    private static long taken(Measure measure, List<AgentCharges> counted) {
        return counted.stream().mapToLong(measure::taken).sum();
    }

    private String words() {
        return "budget \"" + name + "\"";
    }

    private String reasonWords() {
        return reason == null ? "" : " (" + reason + ")";
    }

    private static String amount(Measure measure, long counted) {
        return hours(measure, counted).stripTrailingZeros().toPlainString();
    }

    /** To a hundredth. */
    private static BigDecimal hours(Measure measure, long counted) {
        return BigDecimal.valueOf(counted).divide(BigDecimal.valueOf(measure.unit()), 2, RoundingMode.HALF_UP);
    }
}
