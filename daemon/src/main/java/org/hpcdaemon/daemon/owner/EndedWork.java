package org.hpcdaemon.daemon.owner;

import java.util.List;

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
        return "ended of " + agent + ": " + words(commands, shells, files, forwards)
                + (jobs > 0 || jobsLeft == 0 ? ", " + counted(jobs, "job") : "")
                + (jobsLeft == 0 ? "" : "; not ended: " + counted(jobsLeft, "job"))
                + (jobsLeft == 0 || !failures.isEmpty() ? "" : " (--jobs cancels them)");
    }

    /** Of what runs, all kinds: as in "1 command, 0 shells, 0 file calls, 2 forwarded connections". */
    public static String words(int commands, int shells, int files, int forwards) {
        return counted(commands, "command") + ", " + counted(shells, "shell") + ", " + counted(files, "file call")
                + ", " + counted(forwards, "forwarded connection");
    }

    /** As in "1 shell", "2 shells". */
    public static String counted(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
