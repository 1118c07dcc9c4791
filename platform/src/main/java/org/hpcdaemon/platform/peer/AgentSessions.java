package org.hpcdaemon.platform.peer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.hpcdaemon.platform.audit.Audit;
import org.hpcdaemon.platform.audit.Visit;
import org.hpcdaemon.platform.audit.Who;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.platform.live.LiveConnections;
import org.hpcdaemon.platform.relay.DaemonAddress;
import org.hpcdaemon.platform.relay.MemoryBudget;
import org.hpcdaemon.platform.relay.Relay;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.route.RouteOpen;

/**
 * The sessions by which HTTP calls reach daemons: one for each key and daemon, shared by the key's calls, opened by the first and
 * closed when none was there for {@link #IDLE}. By key and not by agent, so that a revoked key takes its own calls with it, and no
 * others. Keeps nothing that a restart would lose: what must not happen twice is the daemon's to know. Thread-safe.
 */
public final class AgentSessions implements AutoCloseable {
    /** An agent that thinks between two calls keeps its route; one that has gone holds one of the daemon's routes no longer than this. */
    static final Duration IDLE = Duration.ofMinutes(1);

    private record Place(String keyId, DaemonAddress address) {}

    private final Relay relay;
    private final LiveConnections live;
    private final Audit audit;
    private final MemoryBudget memory;
    private final LongSupplier nanoTime;
    private final Map<Place, SharedSession> sessions = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    /**
     * Makes none yet.
     *
     * @param memory for commands that wait for their end
     * @param nanoTime as {@link System#nanoTime}, by which idle ones are found
     */
    public AgentSessions(Relay relay, LiveConnections live, Audit audit, MemoryBudget memory, LongSupplier nanoTime) {
        this.memory = memory;
        this.relay = relay;
        this.live = live;
        this.audit = audit;
        this.nanoTime = nanoTime;
    }

    /**
     * Begins one call to a daemon of the caller's own user; closing what is answered ends it.
     *
     * @param remoteAddress for the audit log, if this call opens the route
     * @throws HpcException {@code daemon_offline}; {@code busy} if the daemon has as many routes as it may, or this key as many
     *     calls there
     */
    public DaemonCall enter(Identity caller, DaemonId daemon, String remoteAddress) {
        DaemonAddress address = new DaemonAddress(caller.user(), daemon);
        Place place = new Place(caller.keyId(), address);
        while (true) {
            if (stopped) {
                throw new HpcException(ErrorCode.UNREACHABLE, "the platform is stopping; send it again");
            }
            if (!relay.isOnline(address)) {
                throw new HpcException(
                        ErrorCode.DAEMON_OFFLINE,
                        "daemon " + daemon + " is offline; start it there with: hpc-daemon start");
            }
            SharedSession session = sessions.computeIfAbsent(place, _ -> open(place, caller, remoteAddress));
            Optional<DaemonCall> call = session.enter();
            if (call.isPresent()) {
                return call.get();
            }
            sessions.remove(place, session); // It has just ended; the next one has not.
        }
    }

    /** Makes one that is not connected yet: that is its first caller's to do. */
    private SharedSession open(Place place, Identity caller, String remoteAddress) {
        RouteOpen who = switch (caller) {
            case Identity.Person person -> new RouteOpen(person.user(), null, null);
            case Identity.Agent agent -> new RouteOpen(agent.user(), agent.agent(), agent.name());
            case Identity.Daemon _ -> throw new IllegalArgumentException("a daemon calls no daemons");
        };
        RouteTransport transport = new RouteTransport(relay, place.address(), who);
        Visit visit =
                new Visit(audit, Who.of(caller), remoteAddress, place.address().daemon());
        Runnable revoked = transport::revoke;
        return new SharedSession(transport, visit, memory, nanoTime, new SharedSession.Life() {
            @Override
            public void begun() {
                live.add(place.keyId(), revoked);
            }

            @Override
            public void over(SharedSession session) {
                live.remove(place.keyId(), revoked);
                sessions.remove(place, session);
            }
        });
    }

    /** Closes those that had no call for {@link #IDLE}. */
    public void closeIdle() {
        sessions.values().forEach(session -> session.closeIfIdle(IDLE));
    }

    /** How many there are. */
    public int count() {
        return sessions.size();
    }

    /** Ends all of them: what waits is told to come back with the same key. */
    @Override
    public void close() {
        stopped = true;
        List.copyOf(sessions.values()).forEach(SharedSession::close);
    }
}
