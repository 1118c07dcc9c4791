package org.hpcdaemon.daemon.approval;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.hpcdaemon.linux.process.DaemonLoop;
import org.hpcdaemon.protocol.error.Advice;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.jspecify.annotations.Nullable;

/**
 * The loop that tells the platform what waits for the account owner, who is mailed: on each connection, and when it has changed, by
 * whatever process. Stops at {@link #close}.
 */
public final class WaitingNotice implements AutoCloseable {
    /** A person reads it in a mail: seconds make no difference, and a check is one small read of the store. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

    /** The way to the platform. */
    @FunctionalInterface
    public interface Platform {
        /** Throws {@link HpcException}, whose advice says whether telling it again can help. */
        void tell(PlatformRequest.ApprovalsWaiting waiting) throws InterruptedException;
    }

    private record Told(int connection, PlatformRequest.ApprovalsWaiting waiting) {}

    private final Approvals approvals;
    private final Platform platform;
    private final Duration pollInterval;
    private final AtomicInteger connections = new AtomicInteger();
    private final DaemonLoop loop = new DaemonLoop("waiting approvals", this::look);

    /** Only the loop uses it. */
    private @Nullable Told told;

    public WaitingNotice(Approvals approvals, Platform platform) {
        this(approvals, platform, POLL_INTERVAL);
    }

    WaitingNotice(Approvals approvals, Platform platform, Duration pollInterval) {
        this.approvals = approvals;
        this.platform = platform;
        this.pollInterval = pollInterval;
    }

    public void start() {
        loop.start();
    }

    /** There is a new connection: perhaps to a platform that was started since, and knows nothing of before. */
    public void connected() {
        connections.incrementAndGet();
    }

    private boolean look() throws InterruptedException {
        Told now = new Told(connections.get(), approvals.waiting());
        if (now.connection() > 0 && !now.equals(told)) {
            try {
                platform.tell(now.waiting());
                told = now;
            } catch (HpcException e) {
                if (e.code().advice() != Advice.RETRY) {
                    told = now; // One of an older version lets nobody know.
                }
            }
        }
        Thread.sleep(pollInterval);
        return true;
    }

    @Override
    public void close() {
        loop.close();
    }
}
