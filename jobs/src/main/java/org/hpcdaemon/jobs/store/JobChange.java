package org.hpcdaemon.jobs.store;

import java.util.List;
import java.util.Map;
import org.hpcdaemon.jobs.model.TaskStatus;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;

/** A change of a job: its new state, its changed tasks, and the wake-ups that follow. */
public record JobChange(JobInfo info, Map<Integer, TaskStatus> tasks, List<Event> wakeUps) {
    public JobChange {
        tasks = Map.copyOf(tasks);
        wakeUps = List.copyOf(wakeUps);
    }
}
