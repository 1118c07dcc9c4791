package org.hpcdaemon.daemon.store;

import java.lang.System.Logger.Level;

/** The loop that renews a lease that was taken, and says once when it is lost. Stops at {@link #close}. */
public final class LeaseKeeper implements AutoCloseable {
    private final Lease lease;
    private final Runnable onLost;
    private final Thread loop;

    /** @param onLost stops the daemon; called at most once, on the keeper's own thread */
    public LeaseKeeper(Lease lease, Runnable onLost) {
        this.lease = lease;
        this.onLost = onLost;
        this.loop = Thread.ofVirtual().name("lease").unstarted(this::run);
    }

    public void start() {
        loop.start();
    }

    /** Ends the loop and gives the lease back. */
    @Override
    public void close() {
        loop.interrupt();
        lease.close();
    }

    private void run() {
        try {
            do {
                Thread.sleep(Lease.RENEW_EVERY);
            } while (lease.renew());
            System.getLogger(LeaseKeeper.class.getName())
                    .log(Level.ERROR, "another process has taken this daemon''s lease, so this one stops");
            onLost.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }
}
