package org.hpcdaemon.daemon.owner;

import java.lang.System.Logger.Level;
import java.time.Duration;
import org.hpcdaemon.linux.process.DaemonLoop;
import org.hpcdaemon.linux.system.Threads;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.store.StoreException;

/**
 * The loop that answers the person at the machine. It shares nothing with what serves agents, so that it answers however many
 * requests they have. Stops at {@link #close}.
 */
public final class OwnerDesk implements AutoCloseable {
    /** Somebody waits for it at a terminal, and a look is one small read of the store. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(OwnerDesk.class.getName());

    /** What the daemon knows and can do. Both may block. */
    public interface Agents {
        AgentList list();

        /** Throws {@link HpcException} for an agent that has nothing here. */
        Ended end(String agent, boolean jobs);
    }

    private final OwnerRequests requests;
    private final Agents agents;
    private final DaemonLoop loop = DaemonLoop.onPlatformThread("owner desk", this::look);
    private boolean begun;

    public OwnerDesk(OwnerRequests requests, Agents agents) {
        this.requests = requests;
        this.agents = agents;
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
            requests.take().forEach(request -> Threads.start("owner request", () -> answer(request)));
        } catch (StoreException e) {
            LOG.log(
                    Level.DEBUG,
                    "whether anything is asked of this daemon is not known; it looks again in {0}: {1}",
                    LOOK,
                    e.getMessage());
        }
        Thread.sleep(LOOK);
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
                        });
            } catch (HpcException e) {
                requests.fail(request, e);
            } catch (StoreException e) {
                throw e;
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "hpc-daemon " + request.verb() + " failed by a defect", e);
                requests.fail(request, new HpcException(ErrorCode.INTERNAL, "a defect of the daemon; see its log"));
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
