package org.hpcdaemon.daemon.policy.budget;

import java.util.Locale;
import org.hpcdaemon.jobs.charge.AgentCharges;
import org.hpcdaemon.jobs.charge.JobCost;
import org.jspecify.annotations.Nullable;

/** What budgets limit. */
public enum Measure {
    GPU_HOURS("GPU hours", 3600),
    CPU_HOURS("CPU hours", 3600),
    /** Submitted in the period. */
    JOBS("jobs", 1),
    /** Not ended, whenever they were submitted; those that wait, too. */
    ACTIVE_JOBS("active jobs", 1);

    private final String words;
    private final int unit;

    /** @param unit how many of what is counted make one of what is written */
    Measure(String words, int unit) {
        this.words = words;
        this.unit = unit;
    }

    /** As files and JSON have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As people read it. */
    public String words() {
        return words;
    }

    int unit() {
        return unit;
    }

    /** What was taken, in seconds or jobs. */
    long taken(AgentCharges charges) {
        return switch (this) {
            case GPU_HOURS -> charges.gpuSeconds();
            case CPU_HOURS -> charges.cpuSeconds();
            case JOBS -> charges.jobs();
            case ACTIVE_JOBS -> charges.active();
        };
    }

    /** What a job may take, in seconds or jobs; absent: it does not tell. */
    @Nullable
    Long asked(JobCost cost) {
        return switch (this) {
            case GPU_HOURS -> cost.gpuSeconds();
            case CPU_HOURS -> cost.cpuSeconds();
            case JOBS, ACTIVE_JOBS -> Long.valueOf(cost.tasks());
        };
    }
}
