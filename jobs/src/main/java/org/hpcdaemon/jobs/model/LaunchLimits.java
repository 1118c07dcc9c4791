package org.hpcdaemon.jobs.model;

import java.util.OptionalLong;

/**
 * What the wrapper itself enforces, where no scheduler does, and notes.
 *
 * @param timeLimitSeconds 0: none
 * @param graceSeconds between TERM and KILL
 * @param memoryKb what everything that it runs may have in memory together; 0: no limit
 * @param cpus set aside for the task, so that it can be said how well it used them; 0: unknown
 * @param logBytes how long each log may grow that is in the task's folder; 0: no limit
 */
public record LaunchLimits(long timeLimitSeconds, long graceSeconds, long memoryKb, int cpus, long logBytes) {
    /** Enough to write a checkpoint of some GB; SLURM's KillWait has 30 s, which feels long for a cancel. */
    public static final long GRACE_SECONDS = 10;

    private static final String LOG_BYTES = "log_bytes=";

    /** With logs as long as they get. */
    public LaunchLimits(long timeLimitSeconds, long graceSeconds, long memoryKb, int cpus) {
        this(timeLimitSeconds, graceSeconds, memoryKb, cpus, 0);
    }

    public LaunchLimits withLogs(long bytes) {
        return new LaunchLimits(timeLimitSeconds, graceSeconds, memoryKb, cpus, bytes);
    }

    public String lines() {
        return "time_limit=" + timeLimitSeconds + "\ngrace=" + graceSeconds + "\nmemory_kb=" + memoryKb + "\ncpus="
                + cpus + "\n" + LOG_BYTES + logBytes + "\n";
    }

    /** The bound on logs that {@link #lines} say. */
    public static OptionalLong logBytes(String lines) {
        return lines.lines()
                .filter(line -> line.matches(LOG_BYTES + "[1-9]\\d{0,17}"))
                .mapToLong(line -> Long.parseLong(line.substring(LOG_BYTES.length())))
                .findFirst();
    }
}
