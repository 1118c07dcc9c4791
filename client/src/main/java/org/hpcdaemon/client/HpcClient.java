package org.hpcdaemon.client;

import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.hpcdaemon.client.http.PlatformApi;
import org.hpcdaemon.client.session.Session;
import org.hpcdaemon.link.Backoff;
import org.hpcdaemon.link.Dialer;
import org.hpcdaemon.link.Network;
import org.hpcdaemon.link.Target;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.Event;
import org.jspecify.annotations.Nullable;

/**
 * An agent's way to its daemons: {@code HpcClient.open(Target.of(url), key)}. Every method throws
 * {@link org.hpcdaemon.protocol.error.HpcException}. Thread-safe.
 */
public final class HpcClient implements AutoCloseable {
    /** How the secret of a daemon begins. */
    private static final String DAEMON_KEY = "hpc_daemon_";

    /** A platform's restart or a laptop's sleep, not a day. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(5);

    private final HttpClient http;
    private final Network network;
    private final Target target;
    private final @Nullable String key;
    private final PlatformApi api;

    private HpcClient(Network network, Target target, @Nullable String key) {
        this.network = network;
        this.target = target;
        this.key = key;
        http = network.client()
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
        api = new PlatformApi(http, network, target, () -> key);
    }

    /**
     * A client of that platform, reached as this process's environment says ({@link Network#here}).
     *
     * @param key an agent's key, or an access token for the user in person
     */
    public static HpcClient open(Target target, String key) {
        return open(Network.here(), target, key);
    }

    /**
     * A client of that platform.
     *
     * @param key an agent's key, or an access token for the user in person
     */
    public static HpcClient open(Network network, Target target, String key) {
        return new HpcClient(network, target, key);
    }

    /** For signing in only. */
    public static HpcClient anonymous(Target target) {
        return anonymous(Network.here(), target);
    }

    /** For signing in only. */
    public static HpcClient anonymous(Network network, Target target) {
        return new HpcClient(network, target, null);
    }

    /** A daemon as the platform knows it. */
    public record DaemonView(
            DaemonId daemon,
            @Nullable String clusterName,
            @Nullable String scheduler,
            @Nullable String host,
            @Nullable String version,
            boolean online,
            @Nullable Instant lastSeen) {}

    record DaemonViews(List<DaemonView> daemons) {}

    /** Who a key belongs to. */
    public record WhoAmI(
            UserId user,
            String email,
            String kind,
            @Nullable String name,
            @Nullable AgentId agent,
            @Nullable DaemonId daemon) {}

    /** A wake-up in the inbox. */
    public record InboxEvent(long seq, Event event) {}

    /** Wake-ups after a point, and the point to ask from next. */
    public record InboxPage(List<InboxEvent> events, long next) {}

    record Acknowledge(List<EventId> ids) {}

    record Acknowledged(int acknowledged) {}

    /** Connects to a daemon and waits until that has succeeded or failed. */
    public DaemonSession connect(DaemonId daemon) {
        return connect(daemon, DEFAULT_PATIENCE, new SessionListener() {});
    }

    /**
     * Connects to a daemon and waits until that has succeeded or failed.
     *
     * @param patience how long a lost connection is tried again before everything that waits fails
     * @param onEvent told of wake-ups as they come, on the link's thread; they still wait to be acknowledged
     */
    public DaemonSession connect(DaemonId daemon, Duration patience, Consumer<Event> onEvent) {
        return connect(daemon, patience, new SessionListener() {
            @Override
            public void event(Event event) {
                onEvent.accept(event);
            }
        });
    }

    /**
     * Connects to a daemon and waits until that has succeeded or failed.
     *
     * @param patience how long a lost connection is tried again before everything that waits fails
     */
    public DaemonSession connect(DaemonId daemon, Duration patience, SessionListener listener) {
        return connect(daemon, patience, listener, null);
    }

    /**
     * Connects to a daemon and waits until that has succeeded or failed.
     *
     * @param patience how long a lost connection is tried again before everything that waits fails
     * @param limit how long connecting may take; null: as long as one attempt takes
     */
    public DaemonSession connect(
            DaemonId daemon, Duration patience, SessionListener listener, @Nullable Duration limit) {
        if (key != null && key.startsWith(DAEMON_KEY)) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED,
                    "this is the key of a daemon, with which no agent works; get an agent's: hpc login --url URL --email YOU, or on"
                            + " the platform's host: hpc-platform keys create --email YOU --agent NAME");
        }
        Dialer dialer =
                new Dialer(http, network, target.webSocket("/hpc/agent/" + daemon), () -> key == null ? "" : key);
        Session session = new Session(daemon, dialer, patience, Backoff.standard(new SecureRandom()));
        session.add(new ListenerAdapter(listener));
        return new DaemonSession(session.connect(limit), RandomIds.secure());
    }

    public List<DaemonView> daemons() {
        return api.get("/hpc/daemons", DaemonViews.class).daemons();
    }

    public void removeDaemon(DaemonId daemon) {
        api.delete("/hpc/daemons/" + daemon);
    }

    public WhoAmI whoAmI() {
        return api.get("/hpc/whoami", WhoAmI.class);
    }

    /**
     * Asks the URL what it is, without the key. Throws {@link org.hpcdaemon.protocol.error.HpcException}: of
     * {@code INVALID_PARAMS} if that is no platform, of {@code UNREACHABLE} if nothing answers.
     */
    public Health health() {
        return Health.ask(new PlatformApi(http, network, target, () -> null), target);
    }

    /** Wake-ups that are not acknowledged, after {@code after}, waiting up to {@code wait} (at most 60 s) for one. */
    public InboxPage events(long after, Duration wait) {
        return api.get("/hpc/events?after=" + after + "&wait=" + wait.toSeconds(), InboxPage.class);
    }

    public int acknowledge(List<EventId> ids) {
        return api.post("/hpc/events/ack", new Acknowledge(ids), Acknowledged.class)
                .acknowledged();
    }

    /** Signing in and keys. */
    public Account account() {
        return new Account(api);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
