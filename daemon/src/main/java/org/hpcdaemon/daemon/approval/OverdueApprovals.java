package org.hpcdaemon.daemon.approval;

import java.time.Duration;
import org.hpcdaemon.linux.process.DaemonLoop;

/** The loop by which a request about which nobody decides ends. Stops at {@link #close}. */
public final class OverdueApprovals implements AutoCloseable {
    /** Nobody waits for it but programs, after a day; and a check is one small read of the store. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(10);

    private final Approvals approvals;
    private final DaemonLoop loop = new DaemonLoop("overdue approvals", this::look);

    public OverdueApprovals(Approvals approvals) {
        this.approvals = approvals;
    }

    public void start() {
        loop.start();
    }

    private boolean look() throws InterruptedException {
        int _ = approvals.expire();
        Thread.sleep(POLL_INTERVAL);
        return true;
    }

    @Override
    public void close() {
        loop.close();
    }
}
