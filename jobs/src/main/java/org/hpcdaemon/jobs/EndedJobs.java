package org.hpcdaemon.jobs;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.store.JobStore;
import org.hpcdaemon.linux.process.DaemonLoop;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;

/**
 * Removes jobs that have ended: when an agent wants it, and those that are too old or too many and have no wake-up that waits
 * to be sent. In a thread of its own, since a folder may lie on a file system that hangs.
 */
public final class EndedJobs implements AutoCloseable {
    /** A home with a quota fills in days; a look is one query. */
    private static final Duration LOOK_INTERVAL = Duration.ofHours(1);

    private static final System.Logger LOG = System.getLogger(EndedJobs.class.getName());

    private final JobStore store;
    private final JobPlaces places;
    private final InstantSource clock;
    private final int most;
    private final Duration longest;
    private final DaemonLoop loop = new DaemonLoop("ended jobs", this::look);

    /**
     * Removes nothing before it is started, except what is asked for.
     *
     * @param most how many are kept, the newest
     * @param longest how long each is kept after its end
     */
    public EndedJobs(JobStore store, JobPlaces places, InstantSource clock, int most, Duration longest) {
        this.store = store;
        this.places = places;
        this.clock = clock;
        this.most = most;
        this.longest = longest;
    }

    public void start() {
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
    }

    private boolean look() throws InterruptedException {
        prune();
        Thread.sleep(LOOK_INTERVAL);
        return true;
    }

    /** Removes those whose time has come. One whose folder cannot be deleted stays, and is tried again. */
    void prune() {
        List<JobId> jobs = store.queries().prunable(most, clock.instant().minus(longest));
        for (JobId job : jobs) {
            try {
                remove(store, places, job);
            } catch (HpcException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "job {0} is kept, and tried again in an hour: {1}",
                        job,
                        e.reason());
            }
        }
    }

    /** The folder goes first: what a crash leaves in between can be removed again. */
    static void remove(JobStore store, JobPlaces places, JobId job) {
        places.folder(job).delete();
        store.write(sql -> {
            store.delete(sql, job);
            return true;
        });
    }
}
