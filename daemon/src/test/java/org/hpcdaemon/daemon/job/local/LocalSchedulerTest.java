package org.hpcdaemon.daemon.job.local;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import org.hpcdaemon.daemon.job.JobPlaces;
import org.hpcdaemon.daemon.job.JobsRig;
import org.hpcdaemon.daemon.job.Scheduler;
import org.hpcdaemon.daemon.job.SchedulerContract;
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
