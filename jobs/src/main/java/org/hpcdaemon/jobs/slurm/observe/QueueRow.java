package org.hpcdaemon.jobs.slurm.observe;

/**
 * One line of squeue: a job, an element of an array, or the elements of an array that have nothing to tell apart.
 *
 * @param jobId of the array, where it is one
 * @param element as squeue prints it: {@code N/A}, a number, or a list such as {@code 3,5-9%2}
 * @param comment where our tag is
 */
public record QueueRow(String jobId, String element, String comment, SlurmState.Said said) {

    /** Whether it speaks of more elements than one. */
    boolean ofMany() {
        return !element.equals("N/A") && !element.matches("\\d{1,9}");
    }
}
