package org.hpcdaemon.jobs.slurm.submit;

import org.jspecify.annotations.Nullable;

/**
 * One option of sbatch(1), by its long name.
 *
 * @param value absent if it has none
 * @param where it was given, for messages
 */
record Option(String name, @Nullable String value, String where) {
    /** As one word of a command line. */
    String word() {
        return value == null ? "--" + name : "--" + name + "=" + value;
    }
}
