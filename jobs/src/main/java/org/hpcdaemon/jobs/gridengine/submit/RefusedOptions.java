package org.hpcdaemon.jobs.gridengine.submit;

import java.util.Map;

/** Why jobs from here cannot have the options that are {@link OptionRule#REFUSED}, and how to get what they are for. */
final class RefusedOptions {
    private static final String DEPENDENCY =
            "give the field \"dependency\", which also tells a success from a failure (afterok:JOB)";
    private static final String ANSWERED =
            "a submission is answered at once; leave it out and wait for the job (hpc job wait, or its wake-up)";
    private static final String NO_JOB = "qsub would submit nothing; leave it out";

    private static final Map<String, String> WAYS = Map.ofEntries(
            Map.entry("@", "write its options out"),
            Map.entry("C", "begin the lines with #$"),
            Map.entry("binding", "processors are bound by the site's own settings; leave it out"),
            Map.entry("c", "name the checkpointing environment alone, by -ckpt"),
            Map.entry("clear", "the site's defaults hold for jobs from here too; leave it out"),
            Map.entry("dc", "context variables are set by -ac alone"),
            Map.entry("display", "jobs from here have no display; leave it out"),
            Map.entry("hold_jid", DEPENDENCY),
            Map.entry("hold_jid_ad", DEPENDENCY),
            Map.entry("help", NO_JOB),
            Map.entry("inherit", "it is for jobs that run already; leave it out"),
            Map.entry("jsv", "the site's own rules hold for jobs from here too; leave it out"),
            Map.entry("now", ANSWERED),
            Map.entry("pty", "jobs from here have no terminal; leave it out"),
            Map.entry("soft", "what a job asks for it gets here; leave out -soft and what is only wished for"),
            Map.entry("sync", ANSWERED),
            Map.entry("verify", NO_JOB));

    private RefusedOptions() {}

    /** The reason and the way around, as the end of a message. */
    static String wayAround(String name) {
        return WAYS.getOrDefault(name, "jobs from here cannot have it; leave it out");
    }
}
