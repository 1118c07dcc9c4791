package org.hpcdaemon.jobs.gridengine.command;

import java.util.Optional;
import org.hpcdaemon.protocol.id.JobId;
import org.jspecify.annotations.Nullable;

/**
 * Our mark on a job of Grid Engine's: the end of its name, which is all that qstat and qacct both have whole. It identifies a job whose
 * id could not be stored, and tells it from others'.
 */
public final class Tag {
    private static final String PREFIX = "hpc-daemon.";
    private static final int MAX_NAME_CHARS = 60; // of what people see of it in tables

    private Tag() {}

    /**
     * The job's name for qsub.
     *
     * @param name the agent's, what Grid Engine would not take replaced; absent: none
     */
    public static String of(JobId job, @Nullable String name) {
        return name == null || name.isEmpty() ? PREFIX + job.value() : plain(name) + "." + PREFIX + job.value();
    }

    /** Empty if it is no job of ours. */
    public static Optional<JobId> job(String name) {
        int from = name.lastIndexOf(PREFIX);
        if (from < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new JobId(name.substring(from + PREFIX.length())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String plain(String name) {
        String safe = name.replaceAll("[^A-Za-z0-9._+-]", "_");
        String begun = Character.isLetter(safe.charAt(0)) ? safe : "_" + safe; // a digit would make it a number
        return begun.length() > MAX_NAME_CHARS ? begun.substring(0, MAX_NAME_CHARS) : begun;
    }
}
