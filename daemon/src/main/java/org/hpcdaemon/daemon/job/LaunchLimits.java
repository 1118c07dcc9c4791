package org.hpcdaemon.daemon.job;

/**
 * What the wrapper itself enforces, where no scheduler does, and notes.
 *
 * @param timeLimitSeconds 0: none
 * @param graceSeconds between TERM and KILL
 * @param memoryKb what everything that it runs may have in memory together; 0: no limit
 * @param cpus set aside for the task, so that it can be said how well it used them; 0: unknown
 */
public record LaunchLimits(long timeLimitSeconds, long graceSeconds, long memoryKb, int cpus) {
    /** Enough to write a checkpoint of some GB; SLURM's KillWait has 30 s, which feels long for a cancel. */
    public static final long GRACE_SECONDS = 10;

    String lines() {
        return "time_limit=" + timeLimitSeconds + "\ngrace=" + graceSeconds + "\nmemory_kb=" + memoryKb + "\ncpus="
                + cpus + "\n";
    }
}
