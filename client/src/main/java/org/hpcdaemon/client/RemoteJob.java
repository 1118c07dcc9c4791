package org.hpcdaemon.client;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.client.session.Participant;
import org.hpcdaemon.client.session.Session;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.jspecify.annotations.Nullable;

/**
 * A job on the daemon, or one element of an array of jobs. It lives on when the session is closed. All methods throw
 * {@link HpcException}: of {@code NOT_FOUND} if this agent has no such job. Thread-safe.
 */
public final class RemoteJob {
    /** A wake-up is sent to who is connected, best effort; this is for the one that was not. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(15);

    private final Session session;
    private final JobId job;
    private final @Nullable Integer element;

    RemoteJob(Session session, JobId job, @Nullable Integer element) {
        this.session = session;
        this.job = job;
        this.element = element;
    }

    public JobId id() {
        return job;
    }

    /** Of an array: the element with that index alone. */
    public RemoteJob element(int index) {
        return new RemoteJob(session, job, index);
    }

    /** How it is now. */
    public JobInfo info() {
        return session.call(new JobRequest.Status(job, element), JobInfo.class);
    }

    /** Waits until it has ended. */
    public JobInfo await() throws InterruptedException {
        return waitFor(null);
    }

    /** Waits until it has ended, or for so long: {@link JobInfo#finished} of the answer says which. */
    public JobInfo await(Duration atMost) throws InterruptedException {
        return waitFor(atMost);
    }

    private JobInfo waitFor(@Nullable Duration atMost) throws InterruptedException {
        long begun = System.nanoTime();
        News news = new News();
        session.add(news);
        try {
            JobInfo info = info();
            while (!info.finished()) {
                Duration left = atMost == null ? POLL_INTERVAL : atMost.minusNanos(System.nanoTime() - begun);
                if (!left.isPositive()) {
                    break;
                }
                Duration next = left.compareTo(POLL_INTERVAL) < 0 ? left : POLL_INTERVAL;
                var _ = news.came.tryAcquire(next.toNanos(), TimeUnit.NANOSECONDS);
                info = info();
            }
            return info;
        } finally {
            session.remove(news);
        }
    }

    /** Ends it and everything it started. The answer is from before the end; {@link #await()} waits for that. */
    public JobInfo cancel() {
        JobInfo whole = session.call(new JobRequest.Cancel(job, element), JobInfo.class);
        return element == null ? whole : info();
    }

    /** Forgets it, once it has ended, with its logs; of an array the whole. */
    public void remove() {
        session.call(new JobRequest.Remove(job), Done.class);
    }

    /** What it printed. */
    public RemoteLog log(LogStream stream) {
        return new RemoteLog(session, job, stream, element);
    }

    /** A reason to ask how the job is: its wake-up, which stays for others to take, or where one may have been missed. */
    private final class News implements Participant {
        private final Semaphore came = new Semaphore(0);

        @Override
        public void event(Event event) {
            if (event.isOf(job)) {
                came.release();
            }
        }

        @Override
        public void connected() {
            came.release();
        }

        @Override
        public void failed(HpcException cause) {
            came.release(); // the next question fails with it
        }
    }
}
