package org.hpcdaemon.daemon.job.local;

import java.time.Duration;

/**
 * What local jobs may take of the machine.
 *
 * @param cpus that running jobs may ask for together; more of them wait in line
 * @param niceness of jobs, 0 to 19
 * @param grace between TERM and KILL
 */
public record LocalLimits(int cpus, int niceness, Duration grace) {
    /** One job for each core, a little politer than a person's own programs, since login nodes are shared. */
    public static LocalLimits of(Runtime machine) {
        return new LocalLimits(machine.availableProcessors(), 10, Duration.ofSeconds(10));
    }
}
