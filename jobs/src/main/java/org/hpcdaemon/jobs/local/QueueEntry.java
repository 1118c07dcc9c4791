package org.hpcdaemon.jobs.local;

import java.util.List;
import org.hpcdaemon.jobs.model.Dependency;
import org.hpcdaemon.protocol.id.JobId;

/**
 * A job this scheduler has, as its file in the queue's folder says.
 *
 * @param order jobs start in ascending order
 */
record QueueEntry(JobId job, long order, List<Integer> elements, int atOnce, int cpus, List<Dependency> dependencies) {
    QueueEntry {
        elements = List.copyOf(elements);
        dependencies = List.copyOf(dependencies);
    }
}
