package org.hpcdaemon.session.record;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.hpcdaemon.linux.process.DaemonLoop;

/** Keeps a folder of recordings within its bounds: looks each hour, and after so many recordings or bytes. Thread-safe. */
public final class RecordingUpkeep implements AutoCloseable {
    private static final Duration CHECK_INTERVAL = Duration.ofHours(1);

    /** Recordings that end between two looks: a listing of the folder costs as much as some of them. */
    private static final int CHECK_AFTER_RECORDINGS = 64;

    /** Bytes that are written between two looks, as a part of the bound on all: by so much it is passed. */
    private static final int CHECK_AFTER_PART = 16;

    private final Recordings recordings;
    private final RecordingChoice choice;
    private final InstantSource clock;
    private final AtomicLong bytes = new AtomicLong();
    private final Semaphore due = new Semaphore(0);
    private final DaemonLoop loop = DaemonLoop.onPlatformThread("recordings", this::look);

    public RecordingUpkeep(Recordings recordings, RecordingChoice choice, InstantSource clock) {
        this.recordings = recordings;
        this.choice = choice;
        this.clock = clock;
    }

    public void start() {
        loop.start();
    }

    private boolean look() throws InterruptedException {
        prune();
        if (due.tryAcquire(CHECK_AFTER_RECORDINGS, CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
            due.drainPermits();
        }
        return true;
    }

    void prune() {
        recordings.prune(clock.instant().minus(Duration.ofDays(choice.days())), choice.totalBytes());
    }

    /** So much was written. */
    void grown(long count) {
        if (bytes.addAndGet(count) > choice.totalBytes() / CHECK_AFTER_PART) {
            bytes.set(0);
            due.release(CHECK_AFTER_RECORDINGS);
        }
    }

    /** One more is there. */
    void ended() {
        due.release();
    }

    @Override
    public void close() {
        loop.close();
    }
}
