package org.hpcdaemon.jobs.local;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.jobs.SchedulerContract;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.linux.process.Host;

final class LocalSchedulerTest extends SchedulerContract {
    @Override
    protected Scheduler open(JobPlaces places) throws IOException {
        LocalScheduler scheduler = new LocalScheduler(
                places, JobsRig.LIMITS, System.getenv(), Host.here(), job -> Optional.empty(), InstantSource.system());
        scheduler.start();
        return scheduler;
    }
}
