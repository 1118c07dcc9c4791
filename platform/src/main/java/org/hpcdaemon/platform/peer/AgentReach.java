package org.hpcdaemon.platform.peer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.platform.inbox.Inbox;
import org.hpcdaemon.platform.inbox.InboxEntry;
import org.hpcdaemon.platform.inbox.Reader;
import org.hpcdaemon.platform.registry.DaemonRegistry;
import org.hpcdaemon.platform.registry.KnownDaemon;
import org.hpcdaemon.platform.relay.DaemonAddress;
import org.hpcdaemon.platform.relay.Relay;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.DaemonView;
import org.hpcdaemon.protocol.http.InboxEvent;
import org.hpcdaemon.protocol.http.InboxPage;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.tools.call.Reach;

/**
 * What the tools reach during one HTTP request: the daemons and wake-ups of its caller alone. A call to a daemon begins
 * when it is first named and ends with the request. Thread-safe.
 */
public final class AgentReach implements Reach, AutoCloseable {
    /** As many as a page of the inbox usually has. */
    private static final int EVENTS = 100;

    /** What the platform has. */
    public record Services(DaemonRegistry registry, Relay relay, Inbox inbox, AgentSessions sessions) {}

    private final Services services;
    private final Identity caller;
    private final String remoteAddress;
    private final BooleanSupplier gone;
    private final Consumer<HpcException> failures;
    private final Map<DaemonId, DaemonCall> calls = new HashMap<>();

    /**
     * For one request; closed at its end.
     *
     * @param gone whether its client has left
     * @param failures told of what tools were refused
     */
    public AgentReach(
            Services services,
            Identity caller,
            String remoteAddress,
            BooleanSupplier gone,
            Consumer<HpcException> failures) {
        this.services = services;
        this.caller = caller;
        this.remoteAddress = remoteAddress;
        this.gone = gone;
        this.failures = failures;
    }

    @Override
    public List<DaemonView> daemons() {
        return services.registry().list(caller.user()).stream().map(this::view).toList();
    }

    private DaemonView view(KnownDaemon known) {
        return new DaemonView(
                known.daemon(),
                known.clusterName(),
                known.scheduler(),
                known.host(),
                known.version(),
                services.relay().isOnline(new DaemonAddress(caller.user(), known.daemon())),
                known.lastSeen());
    }

    @Override
    public synchronized DaemonSession session(DaemonId daemon) {
        DaemonCall present = calls.get(daemon);
        if (present != null && !present.session().isOver()) {
            return present.session();
        }
        if (!services.registry().isKnown(caller.user(), daemon)) {
            throw HpcException.notFound("daemon", daemon);
        }
        DaemonCall call = services.sessions().enter(caller, daemon, remoteAddress);
        DaemonCall over = calls.put(daemon, call);
        if (over != null) {
            over.close();
        }
        return call.session();
    }

    @Override
    public InboxPage events(long after, Duration wait) {
        Inbox inbox = services.inbox();
        List<InboxEntry> found = inbox.read(Reader.of(caller), after, EVENTS, wait, gone);
        if (found.isEmpty() && inbox.isStopped()) {
            throw new HpcException(ErrorCode.UNREACHABLE, "the platform is stopping; ask again");
        }
        return new InboxPage(
                found.stream()
                        .map(entry -> new InboxEvent(entry.seq(), Json.read(entry.event(), Event.class)))
                        .toList(),
                found.isEmpty() ? after : found.getLast().seq());
    }

    @Override
    public int acknowledge(List<EventId> ids) {
        return services.inbox().acknowledge(Reader.of(caller), ids);
    }

    @Override
    public void failed(HpcException failure) {
        failures.accept(failure);
    }

    @Override
    public synchronized void close() {
        calls.values().forEach(DaemonCall::close);
        calls.clear();
    }
}
