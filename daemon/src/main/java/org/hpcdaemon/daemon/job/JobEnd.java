package org.hpcdaemon.daemon.job;

import java.time.InstantSource;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.Event;
import org.hpcdaemon.protocol.message.JobInfo;
import org.hpcdaemon.protocol.message.LogStream;

/** Makes the wake-up of a job that has ended. */
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

    Event of(JobInfo job) {
        // Of an array, the logs of the element that failed first say why.
        int element = !job.failedElements().isEmpty() ? job.failedElements().getFirst() : TaskKey.PLAIN;
        TaskFolder folder = places.folder(job.job()).task(element);
        return new Event(
                ids.event(),
                daemon,
                job.agent(),
                Event.JOB_FINISHED,
                clock.instant(),
                job,
                store.find(job.job()).map(found -> found.spec().context()).orElse(null),
                JobLogs.tail(folder.log(LogStream.STDOUT)),
                JobLogs.tail(folder.log(LogStream.STDERR)));
    }
}
