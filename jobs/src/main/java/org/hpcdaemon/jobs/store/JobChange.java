package org.hpcdaemon.jobs.store;

import java.util.List;
import java.util.Map;
import org.hpcdaemon.jobs.model.TaskStatus;
import org.hpcdaemon.protocol.message.Event;
import org.hpcdaemon.protocol.message.JobInfo;

/** What has become of a job: what is said of it now, of which of its tasks, and whom that wakes. */
public record JobChange(JobInfo info, Map<Integer, TaskStatus> tasks, List<Event> wakeUps) {
    public JobChange {
        tasks = Map.copyOf(tasks);
        wakeUps = List.copyOf(wakeUps);
    }
}
