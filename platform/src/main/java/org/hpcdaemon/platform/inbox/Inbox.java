package org.hpcdaemon.platform.inbox;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.hpcdaemon.platform.identity.AgentDirectory;
import org.hpcdaemon.platform.identity.Authenticator;
import org.hpcdaemon.platform.metrics.MetricsText;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.rpc.Json;

/**
 * Takes wake-ups from daemons and holds each until its agent acknowledges it. Thread-safe; methods block on the
 * database and throw {@link org.hpcdaemon.store.StoreException}.
 */
public final class Inbox {
    /** Told of each event that was not there before, after its commit. Best effort; does not block. */
    @FunctionalInterface
    public interface Listener {
        void stored(UserId user, Event event);
    }

    /** Long enough that an idle agent asks rarely, short enough for proxies, which cut silent requests after 60 s. */
    public static final Duration MAX_WAIT = Duration.ofSeconds(60);

    /** How long what waits for an agent without a key is kept: its user may make a new key, or read it as the account owner. */
    static final Duration KEPT_AFTER_REVOCATION = Duration.ofDays(7);

    /** Looks of one reader into the database at a time; more wait in line, and delay no other reader. */
    private static final int MAX_LOOKS = 2;

    /** Lines to wait in: so many that two readers rarely share one. */
    private static final int LINES = 64;

    private static final System.Logger LOG = System.getLogger(Inbox.class.getName());

    private final List<Semaphore> turns =
            Stream.generate(() -> new Semaphore(MAX_LOOKS, true)).limit(LINES).toList();
    private final EventTable events;
    private final AgentDirectory agents;
    private final Listener listener;
    private final InstantSource clock;
    private final Arrivals arrivals = new Arrivals();

    public Inbox(EventTable events, AgentDirectory agents, InstantSource clock, Listener listener) {
        this.events = events;
        this.agents = agents;
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * Stores an event of a daemon; returns after the commit. The same id again changes nothing.
     *
     * @throws HpcException {@code invalid_params} for another daemon's event or an agent the user does not have,
     *     {@code too_large}, {@code busy} when too many events wait
     */
    public void publish(UserId user, DaemonId daemon, Event event) {
        if (!event.daemon().equals(daemon)) {
            throw HpcException.invalid("field \"event.daemon\" is not " + daemon + ", whose key this is");
        }
        if (event.agent() != null && !agents.isAgentOf(user, event.agent())) {
            throw HpcException.invalid("field \"event.agent\": no agent " + event.agent());
        }
        String body = Json.write(event);
        int size = body.getBytes(StandardCharsets.UTF_8).length;
        if (size > Limits.EVENT_BYTES) {
            throw new HpcException(
                    ErrorCode.TOO_LARGE, "event of " + size + " bytes; the most is " + Limits.EVENT_BYTES);
        }
        if (events.insertIfAbsent(user, event.id(), event.agent(), body, clock.instant())) {
            arrivals.arrived(user);
            listener.stored(user, event);
        }
    }

    /**
     * The reader's unacknowledged events after {@code after}, in order, at most {@code limit}; fewer when they are
     * large. Waits up to {@code wait} for the first; an interrupt or {@link #stop} ends the waiting.
     */
    public List<InboxEntry> read(Reader reader, long after, int limit, Duration wait) {
        return read(reader, after, limit, wait, () -> false);
    }

    /**
     * The same, for a reader that may be told to go: by {@link #wake}, {@code gone} is asked.
     */
    public List<InboxEntry> read(Reader reader, long after, int limit, Duration wait, BooleanSupplier gone) {
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            CompletableFuture<Void> arrival = arrivals.next(reader.user());
            List<InboxEntry> found = look(reader, after, limit);
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (!found.isEmpty() || isStopped() || gone.getAsBoolean() || !left.isPositive()) {
                return found;
            }
            try {
                Arrivals.await(arrival, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return found;
            }
        }
    }

    /** Lets those who wait for a user's events look whether they are still wanted. */
    public void wake(UserId user) {
        arrivals.arrived(user);
    }

    public boolean isStopped() {
        return arrivals.isStopped();
    }

    /** Adds how many wait. */
    public void measure(MetricsText text) {
        text.gauge("wake_ups_waiting", "Wake-ups that no agent has acknowledged.", events.waiting());
    }

    private List<InboxEntry> look(Reader reader, long after, int limit) {
        Semaphore turn = turns.get(Math.floorMod(reader.hashCode(), turns.size()));
        turn.acquireUninterruptibly();
        try {
            return events.waiting(reader, after, limit);
        } finally {
            turn.release();
        }
    }

    /** Acknowledges those of the ids that wait for the reader; returns how many those were. */
    public int acknowledge(Reader reader, List<EventId> ids) {
        return events.acknowledge(reader, ids, clock.instant());
    }

    /** Forgets events that were acknowledged long ago, and those that wait for an agent without a key. */
    public void purge(Authenticator keys) {
        Instant now = clock.instant();
        events.purge(now);
        Instant before = now.minus(KEPT_AFTER_REVOCATION);
        Map<AgentId, UserId> waiting = events.waitingSince(before);
        Set<AgentId> held = keys.withKeyAmong(waiting.keySet()).keySet();
        waiting.forEach((agent, user) -> {
            if (!held.contains(agent)) {
                int given = events.giveUp(user, agent, before, now);
                LOG.log(
                        Level.INFO,
                        "gave up {0} wake-ups of agent {1}, which waited for days and for whom no key is left",
                        given,
                        agent);
            }
        });
    }

    /** Ends all waiting, now and later: the platform is stopping. */
    public void stop() {
        arrivals.stop();
    }
}
