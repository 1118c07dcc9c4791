package org.hpcdaemon.platform.relay;

import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.frame.RouteFrame;
import org.hpcdaemon.protocol.message.route.CloseCode;
import org.hpcdaemon.protocol.message.route.RouteClose;
import org.hpcdaemon.protocol.message.route.RouteOpen;

/**
 * One agent's connection to one daemon. The mailbox towards the agent is bounded by {@link Limits#MAILBOX_BYTES};
 * full, it costs this route and no other. Towards the daemon there is one message at a time. Thread-safe.
 */
public final class RelayRoute {
    /** What a queued message takes besides its bytes; without it, a million empty ones would be free. */
    static final long MESSAGE_OVERHEAD = 128;

    private sealed interface Parcel {
        record Deliver(Message message) implements Parcel {}

        record End(RouteClose close) implements Parcel {}
    }

    private final int number;
    private final RouteOpen who;
    private final DaemonConnection daemon;
    private final AgentPort agent;
    private final MemoryBudget budget;
    private final RelayQueue<Parcel> mailbox;
    private long held;
    private boolean closed;

    RelayRoute(int number, RouteOpen who, DaemonConnection daemon, AgentPort agent, MemoryBudget budget) {
        this.number = number;
        this.who = who;
        this.daemon = daemon;
        this.agent = agent;
        this.budget = budget;
        this.mailbox = new RelayQueue<>((parcel, done) -> {
            switch (parcel) {
                case Parcel.Deliver(Message message) -> agent.send(message, done);
                case Parcel.End(RouteClose close) -> {
                    agent.close(close);
                    done.run();
                }
            }
        });
    }

    /**
     * Forwards one message of the agent, whose buffer is not used any more when this returns; {@code taken} runs when it is written to
     * the daemon or dropped: only then does the agent's connection read its next one.
     */
    public void fromAgent(Message message, Runnable taken) {
        RouteFrame frame = switch (message) {
            case Message.Text text -> RouteFrame.text(number, text.text());
            case Message.Binary binary -> new RouteFrame(number, RouteFrame.Kind.BINARY, binary.payload());
        };
        long cost = message.bytes() + MESSAGE_OVERHEAD;
        if (!budget.take(cost)) {
            abort(new RouteClose(CloseCode.BUSY.number(), "the platform is out of memory for messages; come back"));
            taken.run();
            return;
        }
        daemon.forward(frame, () -> {
            budget.give(cost);
            taken.run();
        });
    }

    /** The agent's connection has ended. */
    public void agentClosed(RouteClose close) {
        if (end()) {
            mailbox.close();
            daemon.closeRoute(this, close);
        }
    }

    int number() {
        return number;
    }

    RouteOpen who() {
        return who;
    }

    synchronized long held() {
        return held;
    }

    /** Queues a message of the daemon for the agent. */
    void deliver(Message message) {
        long cost = message.bytes() + MESSAGE_OVERHEAD;
        if (!reserve(cost, Limits.MAILBOX_BYTES)) {
            tooSlow("you read too slowly; resume at your offsets");
            return;
        }
        queue(message, cost);
    }

    /** Queues what the agent can also fetch elsewhere: dropped rather than let it fill the mailbox. */
    void offer(Message message) {
        long cost = message.bytes() + MESSAGE_OVERHEAD;
        if (reserve(cost, Limits.MAILBOX_BYTES / 2)) {
            if (budget.take(cost)) {
                post(message, cost);
            } else {
                release(cost);
            }
        }
    }

    /** Ends the route after what is queued: the daemon closed it, or has gone. */
    void finish(RouteClose close) {
        if (end()) {
            mailbox.add(new Parcel.End(close), () -> {});
        }
    }

    /** Ends the route on both sides at once, dropping what is queued for the agent. */
    public void abort(RouteClose close) {
        if (end()) {
            mailbox.close();
            daemon.closeRoute(this, close);
            agent.close(close);
        }
    }

    void tooSlow(String reason) {
        abort(new RouteClose(CloseCode.TOO_SLOW.number(), reason));
    }

    private void queue(Message message, long cost) {
        while (!budget.take(cost)) {
            if (!daemon.shedFattestRoute() || isClosed()) {
                release(cost);
                tooSlow("the platform is out of memory for messages; resume at your offsets");
                return;
            }
        }
        post(message, cost);
    }

    private void post(Message message, long cost) {
        mailbox.add(new Parcel.Deliver(message), () -> {
            budget.give(cost);
            release(cost);
        });
    }

    private synchronized boolean reserve(long cost, long bound) {
        if (closed) {
            return true; // It is dropped by the queue.
        }
        if (held + cost > bound) {
            return false;
        }
        held += cost;
        return true;
    }

    private synchronized void release(long cost) {
        held -= cost;
    }

    private synchronized boolean end() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    private synchronized boolean isClosed() {
        return closed;
    }
}
