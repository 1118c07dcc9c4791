package org.hpcdaemon.jobs.slurm.submit;

import java.util.Map;

/** Why jobs from here cannot have the options that are {@link OptionRule#REFUSED}, and how to get what they are for. */
public final class RefusedOptions {
    private static final String PREPARED_DATA = "no data is staged for jobs from here; copy it in the script";
    private static final String THIS_CLUSTER =
            "jobs from here run on this cluster; leave it out, or ask a daemon of the other cluster";
    private static final String NO_CONTAINER =
            "jobs from here run on the node's own system; start the container in the script";
    private static final String THIS_USER = "jobs run as the daemon's user and group; leave it out";
    private static final String NO_JOB = "sbatch would submit nothing; leave it out";

    private static final Map<String, String> WAYS = Map.ofEntries(
            Map.entry("bb", PREPARED_DATA),
            Map.entry("bbf", PREPARED_DATA),
            Map.entry("cluster-constraint", THIS_CLUSTER),
            Map.entry("clusters", THIS_CLUSTER),
            Map.entry("comment", "the daemon keeps the job's id there; put the text into the field \"context\""),
            Map.entry("container", NO_CONTAINER),
            Map.entry("container-id", NO_CONTAINER),
            Map.entry("container-type", NO_CONTAINER),
            Map.entry("export-file", "give variables in the field \"env\", or read the file in the script"),
            Map.entry(
                    "get-user-env",
                    "a job begins with the daemon's environment; for a login's, begin the script with #!/bin/bash -l"),
            Map.entry("gid", THIS_USER),
            Map.entry("help", NO_JOB),
            Map.entry(
                    "immediate",
                    "a job that cannot start at once stays queued; leave it out, and cancel the job or give --deadline"),
            Map.entry("jobid", "SLURM numbers its jobs; leave it out"),
            Map.entry("kill-on-invalid-dep", "a job whose dependency cannot be met is always ended; leave it out"),
            Map.entry("nodefile", "name the nodes by --nodelist"),
            Map.entry("test-only", "sbatch would submit nothing; leave it out: job.status has the expected start"),
            Map.entry("uid", THIS_USER),
            Map.entry("usage", NO_JOB),
            Map.entry("version", NO_JOB),
            Map.entry(
                    "wait",
                    "a submission is answered at once; leave it out and wait for the job (hpc job wait, or its wake-up)"),
            Map.entry("wrap", "give the command itself in the field \"argv\", or as the script"),
            Map.entry("x11", "jobs from here have no display; leave it out"));

    private RefusedOptions() {}

    /** The reason and the way around, as the end of a message. */
    public static String wayAround(String name) {
        return WAYS.getOrDefault(name, "jobs from here cannot have it; leave it out");
    }
}
