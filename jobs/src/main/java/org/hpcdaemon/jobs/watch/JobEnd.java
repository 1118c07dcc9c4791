package org.hpcdaemon.jobs.watch;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hpcdaemon.jobs.folder.JobLogs;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.model.JobAggregator;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.model.TaskStatus;
import org.hpcdaemon.jobs.store.JobStore;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.value.LogStream;

/** Makes the wake-ups of a job: one at its end, and for an array that asked for it one for each element. */
public final class JobEnd {
    private final DaemonId daemon;
    private final JobStore store;
    private final JobPlaces places;
    private final RandomIds ids;
    private final InstantSource clock;

    public JobEnd(DaemonId daemon, JobStore store, JobPlaces places, RandomIds ids, InstantSource clock) {
        this.daemon = daemon;
        this.store = store;
        this.places = places;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * What the ends of some of its tasks wake its agent for.
     *
     * @param job as it is with them
     */
    List<Event> of(JobInfo job, Map<Integer, TaskStatus> ended) {
        if (ended.isEmpty()) {
            return List.of();
        }
        JobSpec spec = store.find(job.job())
                .orElseThrow(() -> new IllegalStateException("job " + job.job() + " has no row any more"))
                .spec();
        List<Event> events = new ArrayList<>();
        if (spec.wakeEach()) {
            new TreeMap<>(ended)
                    .forEach((element, task) -> events.add(
                            event(Event.ELEMENT_FINISHED, JobAggregator.element(job, element, task), spec, element)));
        }
        if (job.finished()) {
            events.add(whole(job, spec));
        }
        return events;
    }

    private Event whole(JobInfo job, JobSpec spec) {
        // Of an array, the logs of the element that failed first say why.
        int element = !job.failedElements().isEmpty() ? job.failedElements().getFirst() : TaskKey.PLAIN;
        return event(Event.JOB_FINISHED, job, spec, element);
    }

    private Event event(String type, JobInfo job, JobSpec spec, int element) {
        return new Event(
                ids.event(),
                daemon,
                job.agent(),
                type,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                job,
                spec.context(),
                JobLogs.tail(places.log(job.job(), element, LogStream.STDOUT)),
                JobLogs.tail(places.log(job.job(), element, LogStream.STDERR)));
    }
}
