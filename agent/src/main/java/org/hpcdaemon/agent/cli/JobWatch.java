package org.hpcdaemon.agent.cli;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.SessionListener;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.Event;
import org.hpcdaemon.protocol.message.JobInfo;
import org.hpcdaemon.protocol.message.JobRequest;
import org.jspecify.annotations.Nullable;

/** Waits for a job's end: looks at its wake-up, which stays for others to take, and where one may have been missed. */
final class JobWatch implements SessionListener {
    /** A wake-up is sent to who is connected, best effort; this is for the one that was not. */
    private static final Duration LOOK = Duration.ofSeconds(15);

    private final Semaphore news = new Semaphore(0);
    private volatile @Nullable JobId watched;

    /** How the job is when it has ended, or when so long has passed. */
    JobInfo await(DaemonSession session, JobId job, @Nullable Duration atMost) throws InterruptedException {
        watched = job;
        long begun = System.nanoTime();
        JobInfo info = session.call(new JobRequest.Status(job), JobInfo.class);
        while (!info.finished()) {
            Duration left = atMost == null ? LOOK : atMost.minusNanos(System.nanoTime() - begun);
            if (!left.isPositive()) {
                break;
            }
            Duration look = left.compareTo(LOOK) < 0 ? left : LOOK;
            var _ = news.tryAcquire(look.toNanos(), TimeUnit.NANOSECONDS);
            info = session.call(new JobRequest.Status(job), JobInfo.class);
        }
        return info;
    }

    @Override
    public void event(Event event) {
        if (event.job().job().equals(watched)) {
            news.release();
        }
    }

    @Override
    public void restored() {
        news.release();
    }
}
