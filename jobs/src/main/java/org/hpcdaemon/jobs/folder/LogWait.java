package org.hpcdaemon.jobs.folder;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.value.LogChunk;

/** Waits for a log to grow, on the daemon's side of the network. */
public final class LogWait {
    /** Nothing tells of a file's growth on NFS. A check costs a stat and a row; no one reads faster than this. */
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(200);

    private final LongSupplier nanoTime;

    /** @param nanoTime as {@link System#nanoTime} */
    public LogWait(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The first look that finds a byte or the end, or else the last within the wait. */
    public LogChunk until(JobRequest.Logs request, Supplier<LogChunk> look) {
        long deadline =
                nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(request.waitMs() == null ? 0 : request.waitMs());
        while (true) {
            LogChunk chunk = look.get();
            boolean news = chunk.from() < chunk.size() || chunk.complete();
            if (news || nanoTime.getAsLong() - deadline >= 0) {
                return chunk;
            }
            pause();
        }
    }

    private static void pause() {
        try {
            var _ = new CountDownLatch(1).await(LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HpcException(ErrorCode.BUSY, "the daemon stops; ask again", e);
        }
    }
}
