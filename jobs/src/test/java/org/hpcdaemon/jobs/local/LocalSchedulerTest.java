package org.hpcdaemon.jobs.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.jobs.SchedulerContract;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.job.JobState;
import org.junit.jupiter.api.Test;

final class LocalSchedulerTest extends SchedulerContract {
    @Override
    protected Scheduler open(JobPlaces places) throws IOException {
        return open(places, job -> Optional.of(JobState.RUNNING));
    }

    private static Scheduler open(JobPlaces places, Function<JobId, Optional<JobState>> states) throws IOException {
        LocalScheduler scheduler = new LocalScheduler(
                places, JobsRig.LIMITS, System.getenv(), Host.here(), states, InstantSource.system());
        scheduler.start();
        return scheduler;
    }

    @Test
    void whatAnotherDaemonOfThisHomeHasInItsQueueIsLeftToIt() throws IOException {
        JobPlaces places = new JobPlaces(home.resolve("jobs"), home.resolve("work"));
        JobId waiting = RandomIds.secure().job();
        QueueFolder queue = new QueueFolder(home.resolve("queue"));
        queue.put(new QueueEntry(waiting, 1, List.of(TaskKey.PLAIN), 1, 1, List.of()));

        Scheduler another = open(places, _ -> Optional.empty());

        assertThat(find(another, waiting)).isInstanceOf(Scheduler.Lookup.Absent.class);
        assertThat(queue.has(waiting)).isTrue();
        assertThat(find(open(places), waiting)).isInstanceOf(Scheduler.Lookup.Found.class);
    }
}
