package org.hpcdaemon.daemon.job;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.Event;
import org.hpcdaemon.protocol.message.JobInfo;
import org.hpcdaemon.protocol.message.JobSpec;
import org.hpcdaemon.protocol.message.LogStream;

/** Makes the wake-ups of a job: one at its end, and for an array that asked for it one for each element. */
final class JobEnd {
    private final DaemonId daemon;
    private final JobStore store;
    private final JobPlaces places;
    private final RandomIds ids;
    private final InstantSource clock;

    JobEnd(DaemonId daemon, JobStore store, JobPlaces places, RandomIds ids, InstantSource clock) {
        this.daemon = daemon;
        this.store = store;
        this.places = places;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * What those changes wake their agent for; most of them for nothing.
     *
     * @param job as it is with the changes
     */
    List<Event> of(JobInfo job, Map<Integer, TaskStatus> changes) {
        List<Integer> ended = changes.entrySet().stream()
                .filter(change -> change.getValue().state().terminal())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (ended.isEmpty()) {
            return List.of();
        }
        JobSpec spec = store.find(job.job())
                .orElseThrow(() -> new IllegalStateException("job " + job.job() + " has no row any more"))
                .spec();
        List<Event> events = new ArrayList<>();
        if (spec.wakeEach()) {
            for (int element : ended) {
                JobInfo told = Roundup.element(job, element, Objects.requireNonNull(changes.get(element)));
                events.add(event(Event.ELEMENT_FINISHED, told, spec, element));
            }
        }
        if (job.state().terminal()) {
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
        TaskFolder folder = places.folder(job.job()).task(element);
        return new Event(
                ids.event(),
                daemon,
                job.agent(),
                type,
                clock.instant(),
                job,
                spec.context(),
                JobLogs.tail(folder.log(LogStream.STDOUT)),
                JobLogs.tail(folder.log(LogStream.STDERR)));
    }
}
