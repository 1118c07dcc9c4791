package org.hpcdaemon.daemon.owner;

import java.util.List;
import org.hpcdaemon.cli.Counted;

/**
 * What was ended.
 *
 * @param agent its id, or {@link AgentSummary#USER}, or {@link #ALL}
 * @param files calls that read or changed files
 * @param forwards connections to ports here
 * @param jobs that were cancelled
 * @param jobsLeft that have not ended and were not to be cancelled
 * @param failures why jobs that were to be cancelled were not, a line each
 */
public record EndedWork(
        String agent,
        int commands,
        int shells,
        int files,
        int forwards,
        int jobs,
        int jobsLeft,
        List<String> failures) {
    /** For what all agents had. */
    public static final String ALL = "all agents";

    public EndedWork {
        failures = failures == null ? List.of() : List.copyOf(failures);
    }

    /** For people. */
    public String words() {
        return "ended of " + agent + ": " + Counted.running(commands, shells, files, forwards)
                + (jobs > 0 || jobsLeft == 0 ? ", " + Counted.of(jobs, "job") : "")
                + (jobsLeft == 0 ? "" : "; not ended: " + Counted.of(jobsLeft, "job"))
                + (jobsLeft == 0 || !failures.isEmpty() ? "" : " (--jobs cancels them)");
    }
}
