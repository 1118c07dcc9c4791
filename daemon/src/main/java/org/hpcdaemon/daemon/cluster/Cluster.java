package org.hpcdaemon.daemon.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.hpcdaemon.linux.process.Pause;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.machine.ClusterInfo;
import org.jspecify.annotations.Nullable;

/**
 * The facts about the cluster, as fresh as is good for its scheduler: however many agents ask however often, it is
 * asked once in a while, and not again at once when it failed. Thread-safe.
 */
public final class Cluster {
    /** Queues and free nodes change by the minute; and a squeue of all users' jobs is expensive for the controller. */
    private static final Duration FRESH = Duration.ofSeconds(60);

    private final ClusterSource source;
    private final InstantSource clock;
    private final Duration fresh;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Instant askedAt;
    private @Nullable ClusterInfo known;
    private @Nullable HpcException failure;

    /** @param least how long its scheduler wants to be left alone between two questions */
    public Cluster(ClusterSource source, InstantSource clock, Duration least) {
        this.source = source;
        this.clock = clock;
        this.fresh = least.compareTo(FRESH) > 0 ? least : FRESH;
    }

    /**
     * What is known; its {@code at} says since when. Others wait for one that asks.
     *
     * @throws HpcException {@code SCHEDULER_UNAVAILABLE} if nothing was ever answered
     */
    public ClusterInfo info() {
        lock.lock();
        try {
            if (askedAt == null || Pause.isOver(askedAt, fresh, clock.instant())) {
                ask();
            }
            if (known == null) {
                throw failure == null ? new IllegalStateException("neither an answer nor a failure") : failure;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private void ask() {
        try {
            known = source.ask();
            failure = null;
        } catch (HpcException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HpcException(ErrorCode.BUSY, "the daemon stops; ask again later", e);
        }
        askedAt = clock.instant(); // after the answer: one that takes longer than it is fresh is not asked for all the
        // time
    }
}
