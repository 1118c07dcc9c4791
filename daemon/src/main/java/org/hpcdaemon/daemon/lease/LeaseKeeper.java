package org.hpcdaemon.daemon.lease;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.hpcdaemon.linux.process.DaemonLoop;

/**
 * Renews a lease that was taken, and says once when it is lost. Two loops: one renews, and the other sees in time that a renewal
 * hangs. Stops at {@link #close}.
 */
public final class LeaseKeeper implements AutoCloseable {
    /** Small beside the 15 s between giving up and another host's turn. */
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(1);

    private final Lease lease;
    private final Consumer<String> onLost;
    private final AtomicBoolean said = new AtomicBoolean();
    private final DaemonLoop renewing = DaemonLoop.onPlatformThread("lease", this::renew);
    private final DaemonLoop watching = DaemonLoop.onPlatformThread("lease watch", this::watch);

    /** @param onLost stops the daemon, and is told why; called at most once, on one of the keeper's own threads */
    public LeaseKeeper(Lease lease, Consumer<String> onLost) {
        this.lease = lease;
        this.onLost = onLost;
    }

    public void start() {
        renewing.start();
        watching.start();
    }

    /** Ends the loops and gives the lease back. */
    @Override
    public void close() {
        renewing.close();
        watching.close();
        lease.close();
    }

    private boolean renew() throws InterruptedException {
        Thread.sleep(lease.pause());
        boolean held = lease.renew();
        if (!held) {
            lost();
        }
        return held;
    }

    private boolean watch() throws InterruptedException {
        Thread.sleep(WATCH_INTERVAL);
        boolean overdue = lease.isOverdue();
        if (overdue) {
            lease.giveUp();
            lost();
        }
        return !overdue;
    }

    private void lost() {
        if (said.compareAndSet(false, true)) {
            System.getLogger(LeaseKeeper.class.getName()).log(Level.ERROR, "{0}; this daemon stops", lease.why());
            onLost.accept(lease.why());
        }
    }
}
