package org.hpcdaemon.daemon.owner;

import java.lang.System.Logger.Level;
import java.time.Duration;
import org.hpcdaemon.linux.process.DaemonLoop;
import org.hpcdaemon.linux.system.Threads;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.store.ChangeWatch;
import org.hpcdaemon.store.StoreException;

/**
 * The loop that answers the account owner at the machine. It shares nothing with what serves agents, so that it answers however many
 * requests they have. Stops at {@link #close}.
 */
public final class OwnerDesk implements AutoCloseable {
    /** A user waits for it at a terminal. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(OwnerDesk.class.getName());

    /** What the daemon knows and can do. Both may block. */
    public interface Agents {
        AgentList list();

        /** Throws {@link HpcException} for an agent that has nothing here. */
        EndedWork end(String agent, boolean jobs);
    }

    /** The switch that stops all agents' work. Both may block. */
    public interface Freezer {
        /** Refuses what is new, as the stored freeze has it, and ends what all have running. */
        EndedWork freeze(boolean jobs);

        /** Admits what is new again, if no freeze is stored. */
        Done resume();
    }

    private final OwnerRequests requests;
    private final Agents agents;
    private final Freezer freezer;
    private final DaemonLoop loop = DaemonLoop.onPlatformThread("owner desk", this::look);
    private final ChangeWatch changes;
    private boolean begun;

    public OwnerDesk(OwnerRequests requests, Agents agents, Freezer freezer) {
        this.requests = requests;
        this.changes = requests.changes();
        this.agents = agents;
        this.freezer = freezer;
    }

    public void start() {
        loop.start();
    }

    private boolean look() throws InterruptedException {
        try {
            if (!begun) {
                requests.forgetAll();
                begun = true;
            }
            // Each has a thread: cancelling jobs waits for a scheduler, and the next question does not.
            if (changes.mayHaveChanged()) {
                requests.take().forEach(request -> Threads.start("owner request", () -> answer(request)));
            }
        } catch (StoreException e) {
            changes.lookAgain();
            LOG.log(
                    Level.DEBUG,
                    "requests of the account owner cannot be read; trying again in {0}: {1}",
                    POLL_INTERVAL,
                    e.getMessage());
        }
        Thread.sleep(POLL_INTERVAL);
        return true;
    }

    private void answer(OwnerRequests.Taken request) {
        try {
            try {
                requests.answer(
                        request,
                        switch (OwnerRequest.of(request.verb(), request.body())) {
                            case OwnerRequest.Agents _ -> agents.list();
                            case OwnerRequest.End(String agent, boolean jobs) -> agents.end(agent, jobs);
                            case OwnerRequest.Freeze(boolean jobs) -> freezer.freeze(jobs);
                            case OwnerRequest.Resume _ -> freezer.resume();
                        });
            } catch (HpcException e) {
                requests.fail(request, e);
            } catch (StoreException e) {
                throw e;
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "hpc-daemon " + request.verb() + " failed with an internal error", e);
                requests.fail(request, new HpcException(ErrorCode.INTERNAL, "internal error; see the daemon's log"));
            }
        } catch (StoreException e) {
            LOG.log(Level.WARNING, "hpc-daemon {0} was not answered: {1}", request.verb(), e.getMessage());
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
